"""Every Python block of README.md runs, in order, as one program."""

import math
import re
from pathlib import Path

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
    assert "baseline 44.2 %" in capsys.readouterr().out


def test_the_activation_of_architecture_md_is_one_block_and_right():
    import numpy as np  # noqa: PLC0415  beside its only use

    import barreleye as be  # noqa: PLC0415  as above
    from barreleye.activations import _activation_catalogue  # noqa: PLC0415  as above
    from barreleye.scalars import Real, absolute, clamped  # noqa: PLC0415  as above

    (block,) = (text for text in blocks("ARCHITECTURE.md") if "softsign" in text)
    names = {"Real": Real, "absolute": absolute, "clamped": clamped, "math": math}
    names |= {
        "elementwise": _activation_catalogue.elementwise,
        "slope_of": _activation_catalogue.slope_of,
    }
    try:
        page = block.replace("softsign", "softsign_of_the_page")
        exec(compile(page, "ARCHITECTURE.md", "exec"), names)  # noqa: S102  running the page is the test
        added = be.activations.softsign_of_the_page

        assert added(3.0) == 0.75
        assert added(1e-300) == 1e-300
        assert added(np.array([np.inf, -np.inf, 1e308, -0.0])).tolist() == [1.0, -1.0, 1.0, -0.0]
        assert np.isnan(added(np.nan))
        assert added.derivative(1.0) == 0.25
    finally:
        _activation_catalogue._CATALOGUE.pop("softsign_of_the_page", None)
