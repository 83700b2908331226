"""``barreleye plot``: figures and films from the command line."""

import re

import numpy as np
import pytest
from PIL import Image

import barreleye as be
from support.command import barreleye, refused


@pytest.fixture
def plot(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    be.by_hand.sine().save("sine.npz")

    return lambda *words: barreleye("plot", *words)


def test_without_a_name_all_are_listed_with_what_they_show(plot):
    words = plot().out
    for name in ("network", "decision-regions", "by-hand", "activation", "neuron-outputs"):
        assert re.search(rf"^{name} ", words, re.MULTILINE)
    assert not re.search(r"^(loss-curve|terminal-plot|theme|training) ", words, re.MULTILINE)
    assert ":func:" not in words


@pytest.mark.parametrize(
    "words",
    [
        "activation tanh at=1",
        "activations sigmoid,tanh overlay=True",
        "network sine.npz x=0.08",
        "overview sine.npz 0.3 low=-1",
        "neuron 0.5,-1:0.25:relu x=[1,2]",
        "overflow [1,2,1000]",
    ],
)
def test_a_figure_is_written(plot, words, tmp_path):
    done = plot(*words.split(), "-o", "picture.png", "--dpi", "50", "--dark")
    assert (done.code, done.err) == (0, "")
    with Image.open(tmp_path / "picture.png") as image:
        assert image.convert("RGB").getpixel((1, 1)) == (20, 25, 30)


def test_rows_come_from_tables(plot, tmp_path):
    X, y = be.datasets.spiral(samples=10, classes=3, seed=0)
    net = be.mlp(2, [4], 3, output="softmax", seed=0)
    net.fit(X, y, epochs=1, progress=False)
    net.save("net.npz")
    np.savetxt("X.csv", X, delimiter=",", header="a,b", comments="")
    np.savetxt("y.csv", y, fmt="%d", header="class", comments="")
    done = plot("decision-regions", "net.npz", "X.csv", "y.csv", "-o", "regions.svg")
    assert (done.code, done.err) == (0, "")
    assert "Regions of 3 classes" in (tmp_path / "regions.svg").read_text()


def test_a_film_is_written(plot, tmp_path):
    done = plot("pair", "6,-1,0.7,1", "c", "0.2", "1", "frames=3", "-o", "film.gif", "--dpi", "40")
    assert (done.code, done.err) == (0, "")
    with Image.open(tmp_path / "film.gif") as image:
        assert image.n_frames == 3


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("netwrk sine.npz -o n.png", "nothing to draw is called 'netwrk'; did you mean 'network'?"),
        ("network -o n.png", "network needs more: barreleye plot network MODEL -o FILE"),
        ("confidences sine.npz -o n.png", "confidences needs more: barreleye plot confidences MODEL X -o FILE"),
        ("network sine.npz y=3 -o n.png", "network has no argument 'y'; it has 'net', 'x', 'low' and 'high'"),
        ("by-hand -o a.png", "by-hand is written as .gif, .webp, .apng or .mp4, got the ending '.png'"),
        ("network sine.npz", "--output names the file to write, such as --output network.png"),
        ("network sine.npz -o n.jpg", "network is written as .png or .svg, got the ending '.jpg'"),
        ("neuron a:b -o n.png", "a neuron is WEIGHTS:BIAS:ACTIVATION, such as 0.5,-1:0.25:relu, got 'a:b'"),
        ("pair 1,2 c 0 1 -o n.gif", "a pair is W,B,C,V and perhaps U, such as 6,-1,0.7,1, got '1,2'"),
        ("network absent.npz -o n.png", "cannot read absent.npz: No such file or directory"),
        ("network sine.npz x=[1,2] -o n.png", "x is one row of shape (1,), got shape (2,)"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("plot")
def test_a_mistake_is_answered_and_no_file_is_left(words, sentence, tmp_path):
    assert sentence in refused("plot", *words.split())
    assert [path.name for path in tmp_path.iterdir()] == ["sine.npz"]


def test_a_column_of_words_is_the_class(plot, tmp_path):
    (tmp_path / "t.csv").write_text("x1,x2,kind\n0,1,a\n1,0,b\n0.5,0.5,c\n", encoding="utf-8")
    assert plot("points", "t.csv", "-o", "p.png").out.startswith("3 points of 3 classes")
    (tmp_path / "u.csv").write_text("x1,kind,sort\n0,a,p\n1,b,q\n", encoding="utf-8")
    refused_ = refused("plot", "points", "u.csv", "-o", "p.png")
    assert (
        "u.csv has words in 'kind' and 'sort': X is numbers, and one column may be classes" in refused_
    )


@pytest.mark.usefixtures("plot")
def test_names_are_read_before_the_output():
    assert "did you mean 'network'?" in refused("plot", "netwrk", "sine.npz")
    assert "what no file holds, such as a history" in refused("plot", "training", "sine.npz")
    assert "such as --output by-hand.gif" in refused("plot", "by-hand")
