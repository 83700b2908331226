"""The documentation has a page for every activation, with everything that its declaration says."""

import json
import sys
from math import inf
from pathlib import Path

import numpy as np
import pytest

from barreleye import activations
from barreleye.activations import _activation_catalogue
from barreleye.activations._activation_catalogue import elementwise, slope_of
from barreleye.scalars import absolute

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture
def pages(monkeypatch):
    """The module that writes the pages."""
    pytest.importorskip("matplotlib")
    monkeypatch.syspath_prepend(str(DOCS))
    import activation_pages  # noqa: PLC0415  found in docs/ only

    yield activation_pages
    for name in [name for name in sys.modules if name.startswith("activation_pages")]:
        monkeypatch.delitem(sys.modules, name)


@pytest.fixture
def bent_line(monkeypatch):
    """An activation that is declared here and nowhere else."""
    monkeypatch.setattr(_activation_catalogue, "_CATALOGUE", dict(_activation_catalogue._CATALOGUE))
    monkeypatch.setattr(_activation_catalogue, "_ALIASES", dict(_activation_catalogue._ALIASES))

    @elementwise(
        latex=r"\frac{z}{2} + \mathrm{bend} \cdot |z|",
        truth="z / 2 + bend * Abs(z)",
        range=(-inf, inf),
        limits=(-inf, inf),
        kinks=(0.0,),
        bounds={"bend": (0.0, 0.75)},
        key_points=("A line with a bend.",),
        equivalents={"NumPy": "0.5 * z + bend * abs(z)  # two passes"},
        onnx=None,
        init="he_normal",
        naive=("((1 + z) - 1) * 0.75", 1e-30),
    )
    def bent_line(z, bend=0.25):
        """A line with a bend at 0."""
        return 0.5 * z + bend * absolute(z)

    @slope_of(bent_line, aliases=("bent",))
    def bent_line_slope(z, bend=0.25):
        """Half, more or less the bend."""
        return 0.5 + bend * np.sign(z)

    return bent_line


@pytest.mark.parametrize("name", activations.names())
def test_a_page_tells_what_the_declaration_says(pages, name):
    activation = activations.get(name)
    page = pages.page(activation)

    assert page.startswith(f"# {name}\n")
    plain = page.replace("\\", "")
    wanted = [activation.summary, *activation.key_points, activation.init, *activation.parameters]
    wanted += [spelling.partition("  # ")[0] for spelling in activation.equivalents.values()]
    wanted += [pages.number(fact) for fact in (*activation.range, *activation.kinks)]
    wanted += [pages.number(fact) for fact in (*activation.limits, *activation.turning_points)]
    wanted += [activation.naive[0]] if activation.naive else []
    assert [text for text in wanted if text.replace("\\", "") not in plain] == []
    assert activation.latex in page
    assert f"def {activation.body.__name__}(" in page
    assert f"{name}-curve.png" in page
    assert f"{name}-errors.png" in page


def test_a_function_of_ones_own_has_its_page(pages, bent_line):
    page = pages.page(bent_line)

    assert "* - Kinks\n  - 0 (slope there 0.5)" in page
    assert "`bend` = 0.25, may be 0 to 0.75" in page
    assert "* - Other names\n  - `bent`" in page
    assert "print(be.activations.bent_line.with_(bend=0.5)(z))" in page
    assert "[-0.5   -0.125  0.     0.375  1.5  ]\n[0.25 0.25 0.5  0.75 0.75]\n[0. " in page
    assert (
        "The naive form has lost every digit; `be.activations.bent_line` gives the exact answer." in page
    )
    assert "def bent_line_slope(z, bend=0.25):" in page
    assert "@slope_of" not in page
    assert "  - `0.5 * z + bend * abs(z)`\n  - two passes" in page


def test_an_example_that_fails_stops_the_build(pages, bent_line):
    object.__setattr__(bent_line, "naive", ("no_such_name(z)", 1.0))

    with pytest.raises(NameError, match="no_such_name"):
        pages.page(bent_line)


@pytest.mark.usefixtures("bent_line")
def test_the_overview_and_the_folder_hold_every_function(pages, tmp_path, monkeypatch):
    kept = {name: activations.get(name) for name in ("step", "softmax", "bent_line")}
    monkeypatch.setattr(_activation_catalogue, "_CATALOGUE", kept)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "gone.md").touch()

    pages.write(tmp_path / "pages")

    written = {path.name for path in (tmp_path / "pages").iterdir()}
    endings = (".md", "-curve.png", "-thumbnail.png", "-errors.png")
    assert written == {"overview.inc", "accuracy.inc", "peers.inc", "speed.inc"} | {
        f"{name}{e}" for name in kept for e in endings
    }
    overview = (tmp_path / "pages" / "overview.inc").read_text("utf-8")
    accuracy = (tmp_path / "pages" / "accuracy.inc").read_text("utf-8")
    for name in kept:
        assert f"generated/activations/{name}.md" in overview
        assert f"\ngenerated/activations/{name}\n" in overview
        assert f"generated/activations/{name}.md" in accuracy
    assert "## Gates and the straight line" in overview


def test_a_page_shows_what_the_sweep_found_or_that_there_was_none(pages, tmp_path, monkeypatch):
    results = tmp_path / "results.json"
    monkeypatch.setattr(sys.modules["activation_pages._errors"], "RESULTS", results)
    assert "has not been swept yet" in pages.page(activations.get("gelu"))

    row = {"function": "gelu", "of": "slope", "engine": "numpy", "worst": {"x": -0.75}}
    row |= {"max_ulp": 0.5012345, "max_ulp_subnormal": 0.47}
    row |= dict.fromkeys(("nan_mismatches", "infinite_mismatches", "wrong_signs_of_zero"), 7)
    results.write_text(json.dumps({"about": {"inputs": "all of them"}, "results": [row]}), "utf-8")

    page = pages.page(activations.get("gelu"))
    assert "The sweep over all of them found:" in page
    assert "\n".join(f"  - {cell}" for cell in ("numpy", "0.50123", "0.47000", "−0.75", "21")) in page
    assert "has not been swept yet" in pages.page(activations.get("relu"))


def test_a_page_shows_the_form_that_float32_is_compiled_from(pages):
    tanh, leaky, relu, gelu = (
        pages.page(activations.get(name)) for name in ("tanh", "leaky_relu", "relu", "gelu")
    )
    assert (
        "the value has a form of its own on processors with AVX-512, whose registers hold tables" in tanh
    )
    for source in ("def _narrow_tanh(z", "def curve_value(curve"):
        assert tanh.count(source) == 1
    assert "When compiled for float32, the value has a form of its own on processors with fused" in leaky
    assert "compiled for float32" not in relu
    words = (
        "When compiled for float32, value and slope have forms of their own on processors with AVX-512"
    )
    assert words in gelu


def test_the_price_of_the_digits_stands_beside_the_fastest_other(pages, tmp_path, monkeypatch):
    assert pages  # on the path
    digits = sys.modules["activation_pages._digits"]
    results = tmp_path / "digits.json"
    monkeypatch.setattr(digits, "RESULTS", results)
    assert digits.digits() == ""

    times = {"barreleye": 240.0, "plain": 72.0, "PyTorch": 786.0, "JAX": 139.0}
    rows = [{"function": "tanh", "what": "both", "error of plain": 43.3, "microseconds": times}]
    rows.append({**rows[0], "what": "value", "microseconds": {**times, "JAX": 71.0}})
    rows.append({**rows[0], "what": "derivative"})
    results.write_text(json.dumps({"processor": "P", "date": "D", "rows": rows}), "utf-8")

    text = digits.digits()
    assert "the fastest in 2 of 3" in text
    assert (
        "\n".join(f"  - {cell}" for cell in ("both", "240 µs", "72 µs", "43.3 ulp", "139 µs, JAX"))
        in text
    )
