"""A curve drawn in braille dots is read back, dot by dot."""

import numpy as np
import pytest

from barreleye.errors import OptionError
from barreleye.figures import terminal_plot

# The dot of each bit of a braille character, as (column, row), after the Unicode block.
DOTS = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]


def dots(lines):
    """Return the dots of lines of characters, shape (4·height, 2·width)."""
    canvas = np.zeros((4 * len(lines), 2 * len(lines[0])), dtype=bool)
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            code = 0 if character == " " else ord(character) - 0x2800
            for bit, (right, down) in enumerate(DOTS):
                canvas[4 * row + down, 2 * column + right] = code >> bit & 1
    return canvas


def test_every_page_has_the_size_asked_for():
    x = np.linspace(-1, 1, 50)
    pages = terminal_plot(x, {"a": x, "b": -x}, width=30, height=7)
    assert set(pages) == {"a", "b", "axes", "labels"}
    for name in ("a", "b", "axes"):
        assert [len(line) for line in pages[name]] == [30] * 7
    assert len(pages["labels"]) == 7


def test_a_straight_line_is_a_diagonal_of_dots():
    x = np.linspace(0, 1, 200)
    drawn = dots(terminal_plot(x, {"y": x}, width=20, height=10)["y"])
    rows = [np.flatnonzero(column) for column in drawn.T]
    assert all(len(row) for row in rows)
    assert rows[0].tolist() == [39]
    assert rows[-1].tolist() == [0]
    heights = np.array([39 - row.mean() for row in rows])
    assert np.abs(heights - np.arange(40)).max() <= 0.5


def test_the_lowest_and_the_highest_value_touch_the_edges_and_are_labelled():
    x = np.linspace(-2, 2, 801)
    pages = terminal_plot(x, {"y": x**3}, width=40, height=8)
    drawn = dots(pages["y"])
    assert drawn[0].any()
    assert drawn[-1].any()
    assert (pages["labels"][0], pages["labels"][-1]) == ("8", "-8")
    assert pages["labels"].count("0") == 1


def test_curves_share_one_scale():
    x = np.linspace(0, 1, 100)
    pages = terminal_plot(x, {"small": 0 * x + 1, "large": 0 * x + 4}, width=10, height=5)
    small, large = (np.flatnonzero(dots(pages[name]).any(axis=1)) for name in ("small", "large"))
    assert large.tolist() == [0]
    assert small.tolist() == [round(19 * 3 / 4)]


def test_a_jump_is_drawn_without_a_gap():
    x = np.linspace(-1, 1, 100)
    drawn = dots(terminal_plot(x, {"step": (x > 0).astype(float)}, width=20, height=6)["step"])
    assert drawn.any(axis=1).all()
    assert drawn.any(axis=0).all()


def test_the_axes_stand_where_zero_is():
    x = np.linspace(-1, 3, 100)
    pages = terminal_plot(x, {"y": np.linspace(-1, 1, 100)}, width=20, height=8)
    axes = dots(pages["axes"])
    across, up = axes.sum(axis=1).argmax(), axes.sum(axis=0).argmax()
    assert across == pytest.approx(31 / 2, abs=0.5)
    assert up == pytest.approx(39 / 4, abs=0.5)
    assert pages["labels"][across // 4] == "0"


def test_no_upright_axis_is_drawn_where_x_never_is_zero():
    x = np.linspace(1, 2, 20)
    axes = dots(terminal_plot(x, {"y": x}, width=10, height=4)["axes"])
    assert axes.any(axis=1).sum() == 1


@pytest.mark.parametrize("value", [0.0, 5.0, -5.0])
def test_a_constant_curve_is_one_level_line(value):
    x = np.linspace(0, 1, 20)
    drawn = dots(terminal_plot(x, {"y": np.full(20, value)}, width=10, height=4)["y"])
    assert drawn.any(axis=1).sum() == 1
    assert drawn.all(axis=1).sum() == 1


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e308], ids=repr)
def test_what_no_terminal_can_show_is_refused(bad):
    line = np.linspace(0.0, 1.0, 5)
    for x, y in ((line, line * 0.0 + bad), (np.array([0.0, 0.1, 0.2, 0.3, bad]), line)):
        with pytest.raises(OptionError, match=r"finite numbers, of at most 1e\+100"):
            terminal_plot(x, {"a": y})
