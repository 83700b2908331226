"""Every Python block of README.md runs, in order, as one program."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def blocks(page):
    return re.findall(
        r"^```python\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )


def test_the_readme_runs_from_top_to_bottom(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    program = blocks("README.md")

    names = {}
    for block in program:
        exec(compile(block, "README.md", "exec"), names)  # noqa: S102  running the page is the test

    assert len(program) >= 5
    assert "naive 43.5%" in capsys.readouterr().out


def test_the_activation_of_architecture_md_can_be_added_and_is_caught_by_the_digits_it_loses():
    import numpy as np  # noqa: PLC0415  beside its only use

    import barreleye as be  # noqa: PLC0415  as above
    from barreleye.activations import _spec  # noqa: PLC0415  as above
    from barreleye.scalars import Real, absolute, where  # noqa: PLC0415  as above

    (block,) = (text for text in blocks("ARCHITECTURE.md") if "softsign" in text)
    names = {"Real": Real, "absolute": absolute, "where": where}
    names |= {"elementwise": _spec.elementwise, "slope_of": _spec.slope_of}
    try:
        exec(compile(block.replace("# the textbook", "# "), "ARCHITECTURE.md", "exec"), names)  # noqa: S102
        tiny = np.float64(1e-12)

        assert be.activations.softsign(3.0) == 0.75
        assert be.activations.softsign(tiny) != pytest.approx(tiny / (1 + tiny), rel=1e-9, abs=0)
    finally:
        _spec._CATALOGUE.pop("softsign", None)
