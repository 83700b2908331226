"""Faults on purpose: each is planted in a copy of the source, and the tests named beside it must notice.

A suite that stays green over one of these has a gap. Every entry: the file, what stands there, what is put in
its place, and the tests that have to fail.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import barreleye

SOURCE = Path(barreleye.__file__).parent
TESTS = Path(__file__).parent.parent

FAULTS = {
    "sigmoid takes exp(-z) and overflows": (
        "scalars/_special.py",
        "return where(high < 0.0, q, 1.0 - q)",
        "return 1.0 / (1.0 + exp(-high))",
        "activations/test_values.py",
    ),
    "the slope of sigmoid forgets a factor": (
        "scalars/_special.py",
        "return q - q * q",
        "return q",
        "activations/test_values.py",
    ),
    "relu turns NaN into 0": (
        "activations/_rectifiers.py",
        "return maximum(z, 0.0) + 0.0",
        "return where(z > 0.0, z, 0.0)",
        "activations/test_edges.py",
    ),
    "leaky relu has slope 1 at 0": (
        "activations/_rectifiers.py",
        "return where(z > 0.0, 1.0, where(z <= 0.0, negative_slope, z))",
        "return where(z >= 0.0, 1.0, where(z < 0.0, negative_slope, z))",
        "activations/test_catalogue.py",
    ),
    "softmax shifts by the maximum of the whole batch": (
        "scalars/_row_dialect.py",
        "return x.max(axis=1, keepdims=True, initial=-np.inf)",
        "return np.full((len(x), 1), x.max(initial=-np.inf))",
        "activations/test_rowwise.py",
    ),
    "cross-entropy clips at 1e-7": (
        "losses/_classes.py",
        "y * log_softmax(z)))\n",
        "y * log1p(softmax(z).clip(1e-7, 1.0) - 1.0)))\n",
        "losses/test_values.py",
    ),
    "a compiled sum of a row takes the lanes beyond its end": (
        "kernels/_row_passes.py",
        "code.select(inside, after, before)",
        "code.select(inside, after, after)",
        "activations/test_rowwise.py",
    ),
    "a compiled row is not kept between its passes": (
        "kernels/_row_passes.py",
        "self.kept.at(at * len(kept) + kept.index(name) * ROW_WIDTH)",
        "self.kept.at(kept.index(name) * ROW_WIDTH)",
        "kernels/test_rowwise.py",
    ),
    "the row that stands in for absent ones has other numbers": (
        "kernels/_short_rows.py",
        "code.lone.load(place.at(there - 1))",
        "code.lone.load(place.at(0))",
        "kernels/test_rowwise.py",
    ),
    "the gradient of cross-entropy cancels": (
        "losses/_classes.py",
        "others = where(at == 0.0, rest + (ties - 1.0), total - exp(at))",
        "others = total - exp(at)",
        "losses/test_gradients.py",
    ),
    "the gradient of the biases is a mean": (
        "kernels/_affine.py",
        "np.sum(dZ, axis=0, out=db)",
        "np.mean(dZ, axis=0, out=db)",
        "network/test_gradients.py",
    ),
    "the chain rule takes the slope at a instead of z": (
        "network/_passes.py",
        "d_z = trace[i - 1].activation.vjp(trace[i - 1].z, d_x)",
        "d_z = trace[i - 1].activation.vjp(trace[i - 1].a, d_x)",
        "network/test_independent_gradients.py",
    ),
    "weights are copies instead of windows": (
        "network/_parameters.py",
        "weights = vector[self.start : split].reshape(self.shape)",
        "weights = vector[self.start : split].reshape(self.shape).copy()",
        "network/test_parameters.py",
    ),
    "Adam corrects the bias with t + 1": (
        "optimizers/_adaptive.py",
        "rate / (1.0 - self.beta1**t)",
        "rate / (1.0 - self.beta1 ** (t + 1.0))",
        "kernels/test_steps.py",
    ),
    "early stopping keeps the last weights": (
        "training/_best_weights.py",
        "self._kept.restore(self._state)",
        "pass",
        "training/test_stopping.py",
    ),
    "every epoch has the same order": (
        "training/_row_orders.py",
        "key_of(stem, epoch + k)",
        "key_of(stem, 0)",
        "training/test_fit.py",
    ),
    "a model file is written in place": (
        "_files.py",
        'beside = target.parent / f".{_beginning(target)}.{os.urandom(8).hex()}.part"',
        "beside = target",
        "network/test_storage.py",
    ),
    "a file of a newer version is read": (
        "network/_storage.py",
        "if version > VERSION:",
        "if version < 0:",
        "network/test_damaged_files.py",
    ),
    "a checkpoint is used before it was looked at": (
        "training/_checkpoint.py",
        "        found.check(arrays, places, self._expected, description.file)\n",
        "",
        "training/test_checkpoint.py",
    ),
    "an array is as large as it says": (
        "network/_archive.py",
        "if count * array.itemsize != left:",
        "if count < 0:",
        "network/test_hostile_files.py",
    ),
    "a description may hold any number of values": (
        "_json.py",
        "marks > _FREE_MARKS + size // _BYTES_OF_A_MARK",
        "marks < 0",
        "network/test_hostile_files.py",
    ),
    "the spiral is drawn from global random numbers": (
        "datasets/_generated.py",
        "rng = make_rng(seed)\n    radius",
        "rng = make_rng(None)\n    radius",
        "datasets/test_datasets.py",
    ),
    "the report is written before the model": (
        "cli/_fit.py",
        "    result.model.save(model)\n",
        "    write_report(result, report, source)\n    result.model.save(model)\n",
        "cli/test_nothing_is_lost.py",
    ),
    "messages that cannot be written end the work": (
        "cli/_console.py",
        "sys.stderr = as_stream(Outlet(sys.stderr or _nowhere()))",
        "sys.stderr = sys.stderr or _nowhere()",
        "cli/test_outputs.py",
    ),
    "a report shows names of any length": (
        "reports/_elements.py",
        "escape(printable(cut(text, most)))",
        "escape(printable(text))",
        "reports/test_page.py",
    ),
    "an area of effect ignores the layers above": (
        "microscope/_area.py",
        "* cut.slopes[above]",
        "* 1.0",
        "by_hand/test_by_hand.py microscope/test_area.py",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_suite_notices(fault, tmp_path):
    file, right, wrong, tests = FAULTS[fault]
    shutil.copytree(SOURCE, tmp_path / "barreleye", ignore=shutil.ignore_patterns("__pycache__"))
    target = tmp_path / "barreleye" / file
    text = target.read_text(encoding="utf-8")
    assert text.count(right) == 1, f"{file} has changed: bring the fault up to date"
    target.write_text(text.replace(right, wrong), encoding="utf-8")

    command = [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", "-p", "no:xdist"]
    run = subprocess.run(
        [*command, *(str(TESTS / name) for name in tests.split())],
        env=os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    # 1: tests ran and failed. 2 and more: they could not even be collected, which proves nothing.
    assert run.returncode == 1, run.stdout[-2000:] + run.stderr[-2000:]
