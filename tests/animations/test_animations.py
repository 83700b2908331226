"""Films: what their frames show, and the files that they become."""

import io
from functools import partial

import numpy as np
import pytest
from matplotlib.image import imread
from PIL import Image

import barreleye as be
from barreleye import animations, figures
from barreleye.animations import Animation
from barreleye.errors import DataError, OptionError, ShapeError


def wave(x):
    return np.sin(2 * np.pi * x)


@pytest.fixture(scope="module")
def sine_run():
    X, y = be.datasets.sine(samples=60)
    net = be.mlp(1, [6], 1, seed=3)
    return net, net.fit(X, y, epochs=8, record="weights", progress=False), X, y


@pytest.fixture(scope="module")
def spiral_run():
    X, y = be.datasets.spiral(samples=20, classes=3, seed=0)
    net = be.mlp(2, [6], 3, output="softmax", seed=3)
    return net, net.fit(X, y, epochs=8, record="weights", progress=False), X, y


def line(axes, label):
    return next(one for one in axes.lines if one.get_label() == label).get_data()


def test_a_point_runs_along_an_activation_and_a_bar_shows_its_output():
    film = animations.activation("tanh", low=-2, high=2, frames=9)
    seen = []
    for k in range(len(film)):
        left, right = film[k].axes
        x, y = next(one for one in left.lines if one.get_marker() == "o").get_data()
        assert y == np.tanh(x)
        assert right.patches[0].get_height() == y
        assert left.get_ylim() == right.get_ylim()
        seen.append(float(np.squeeze(x)))
    assert seen == [-2.0, -1.0, 0.0, 1.0, 2.0, 1.0, 0.0, -1.0, -2.0]


def test_each_output_of_softmax_has_a_bar():
    film = animations.activation("softmax", others=(0.0, 1.0), frames=4)
    for k in range(len(film)):
        bars = [bar.get_height() for bar in film[k].axes[1].patches]
        assert len(bars) == 3
        assert sum(bars) == pytest.approx(1.0)


@pytest.mark.parametrize("number", ["weight", "bias"])
def test_a_number_of_a_neuron_runs_and_the_neuron_stays(number):
    unit = be.Neuron([1.0], 0.25, "relu")
    film = animations.neuron(unit, number, -1.0, 2.0, frames=3)
    x, y = line(film[1].axes[0], "now")
    w, b = (2.0, 0.25) if number == "weight" else (1.0, 2.0)
    assert np.allclose(y, np.maximum(w * x + b, 0.0), atol=1e-12)
    x, y = line(film[1].axes[0], "as it was")
    assert np.allclose(y, unit(x[:, None]), atol=1e-12)
    assert (unit.weights[0], unit.bias) == (1.0, 0.25)


def test_a_pair_shows_its_area_of_effect_while_a_number_runs():
    given = be.by_hand.Pair(6.0, -1.0, 0.7, 1.0)
    film = animations.pair(given, "c", 0.6, 1.2, frames=3)
    for k, c in enumerate((0.6, 1.2)):
        (area,) = be.area_of_effect(be.by_hand.pairs([be.by_hand.Pair(6.0, -1.0, c, 1.0)]), 0, 0)
        box = film[k].axes[2].collections[0].get_paths()[0].vertices
        assert (box[:, 0].min(), box[:, 0].max()) == pytest.approx(area)
        assert f"{c:+.2f}" in film[k].get_suptitle()


def test_the_sine_by_hand_is_one_change_at_a_time():
    film = animations.by_hand()
    changes = be.by_hand.changes()
    assert len(film) == len(changes)
    for k in (3, 40, 59):
        assert changes[k].caption in film[k].get_suptitle()
        assert f"{changes[k].error:.4f}" in film[k].get_suptitle()
        x, y = line(film[k].axes[1], "network")
        assert np.allclose(y, changes[k].net(x[:, None])[:, 0], atol=1e-12)


def test_data_pass_through_a_network():
    net = be.by_hand.sine()
    film = animations.data_passing(net, frames=3)
    for k, x in enumerate((0.0, 0.5, 1.0)):
        left, top, _ = film[k].axes
        point = next(one for one in top.lines if one.get_marker() == "D").get_xydata()[0]
        assert point == pytest.approx([x, float(net([[x]])[0, 0])])
        assert f"{x:.3g}" in {text.get_text() for text in left.texts}


def test_logits_grow_until_the_naive_form_overflows():
    film = animations.overflow([1.0, 2.0, 3.0], most=400.0, frames=3)
    assert "agree" in film[0].get_suptitle()
    assert "overflows" in film[2].get_suptitle()


def test_a_training_shows_the_network_of_every_epoch(sine_run):
    net, history, X, y = sine_run
    film = animations.training(net, history, X, y, target=wave, frames=9)
    assert len(film) == 9
    for k in (0, 4, 8):
        now = net.copy()
        now.parameters.vector = history.weights[k - 1]
        left, right = film[k].axes
        x, drawn = line(left, "network")
        assert np.allclose(drawn, now(x[:, None].astype(np.float32))[:, 0], atol=1e-5)
        assert film[k].get_suptitle() == f"epoch {k}"
        assert len(right.lines) == 1 + (k > 0)
    assert np.array_equal(net.parameters.vector, history.weights[7])


def test_regions_and_many_inputs_are_filmed_too(spiral_run):
    net, history, X, y = spiral_run
    film = animations.training(net, history, X, y, frames=3)
    assert film[1].axes[0].images
    rng = np.random.default_rng(0)
    wide = be.mlp(5, [4], 1, seed=0)
    run = wide.fit(
        rng.normal(size=(40, 5)), rng.normal(size=40), epochs=3, record="weights", progress=False
    )
    image = animations.training(wide, run, frames=4)[-1].axes[0].images[0]
    assert np.allclose(image.get_array(), wide.parameters[0].weights)


def test_a_race_shows_trainings_side_by_side(sine_run):
    net, history, X, y = sine_run
    straight = be.mlp(1, [6], 1, activation="linear", seed=3)
    run = straight.fit(X, y, epochs=4, record="weights", progress=False)
    film = animations.race({"linear": (straight, run), "relu": (net, history)}, X, target=wave, frames=9)
    assert len(film) == 9
    titles = [axes.get_title(loc="left") for axes in film[8].axes]
    assert titles == ["linear, epoch 4", "relu, epoch 8"]  # the shorter one has ended
    with pytest.raises(OptionError, match="two or three trainings, got 1"):
        animations.race({"relu": (net, history)})
    X2, y2 = be.datasets.xor(samples=10)
    flat = be.mlp(2, [3], 2, output="softmax")
    with pytest.raises(ShapeError, match="same number of inputs"):
        animations.race(
            {
                "a": (net, history),
                "b": (flat, flat.fit(X2, y2, epochs=2, record="weights", progress=False)),
            }
        )
    with pytest.raises(OptionError, match=r"a pair \(network, history\)"):
        animations.race({"a": net, "b": net})


def test_neurons_can_be_seen_to_die():
    X, y = be.datasets.sine(samples=80)
    net = be.mlp(1, [8], 1, seed=0)
    history = net.fit(X, y, epochs=6, optimizer=be.SGD(8.0), record="weights", progress=False)
    film = animations.active_shares(net, history, X, frames=7)
    first, last = film[0].axes[0], film[len(film) - 1].axes[0]
    dead = net.trace(X).dead()["hidden0"]
    assert len(last.lines[0].get_xdata()) == len(dead) > len(first.lines[0].get_xdata())


def moving_square(frames=5):
    def draw(k):
        figure = figures.activation("relu", at=float(k))
        figure.set_size_inches(3.0, 2.0)
        return figure

    return Animation([partial(draw, k) for k in range(frames)], "A point on a ReLU")


@pytest.mark.parametrize("ending", ["gif", "png", "apng", "webp"])
def test_a_film_is_written_and_read_back(ending, tmp_path):
    film = moving_square()
    path = tmp_path / f"film.{ending}"
    film.save(path, fps=5, dpi=50, hold_last=0.5)
    with Image.open(path) as image:
        assert image.size == (150, 100)
        total = 0
        for k in range(image.n_frames):  # equal frames that follow one another may be one
            image.seek(k)
            image.load()
            total += image.info["duration"]
        assert total == 5 * 200 + 500
        image.seek(0)
        first = np.asarray(image.convert("RGB"), dtype=float)
    drawn = imread(io.BytesIO(figures.as_png(film[0], dpi=50)))[..., :3] * 255
    assert np.abs(first - drawn).mean() < 4.0  # few colours, or some loss, but the same picture
    assert list(tmp_path.iterdir()) == [path]


def test_a_film_becomes_an_mp4(tmp_path):
    ffmpeg = pytest.importorskip("imageio_ffmpeg")
    path = tmp_path / "film.mp4"
    moving_square().save(path, fps=10, dpi=51, hold_last=1.0)
    frames, seconds = ffmpeg.count_frames_and_secs(str(path))
    assert frames == 5 + 10
    assert seconds == pytest.approx(1.5, abs=0.11)


def test_without_ffmpeg_an_mp4_is_refused_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(__import__("sys").modules, "imageio_ffmpeg", None)
    with pytest.raises(
        be.errors.MissingExtraError, match=r"an MP4 film needs ffmpeg: install it.*\.gif"
    ):
        moving_square().save(tmp_path / "film.mp4")
    assert not list(tmp_path.iterdir())


def test_a_notebook_shows_a_film_with_its_text():
    words = moving_square(2)._repr_html_()
    assert words.startswith('<img alt="A point on a ReLU" src="data:image/webp;base64,')


def test_what_cannot_be_written_is_refused_before_a_frame_is_drawn(tmp_path):
    def fail():
        raise AssertionError

    film = Animation([fail], "nothing")
    with pytest.raises(OptionError, match=r"a film is a file that ends with '\.gif', '\.png'"):
        film.save(tmp_path / "film.avi")
    with pytest.raises(
        OptionError, match="fps, the frames per second, is 1, 2, 4, 5, 10, 20, 25 or 50, got 30"
    ):
        film.save(tmp_path / "film.gif", fps=30)
    with pytest.raises(OptionError, match="hold_last is a number of seconds from 0 to 60, got -1"):
        film.save(tmp_path / "film.gif", hold_last=-1)
    with pytest.raises(DataError, match="cannot write"):
        film.save(tmp_path / "absent" / "film.gif")


def test_a_history_without_weights_or_of_another_network_is_refused(sine_run):
    net, history, X, y = sine_run
    plain = net.copy().fit(X, y, epochs=1, progress=False)
    with pytest.raises(OptionError, match=r'train with fit\(record="weights"\)'):
        animations.training(net, plain)
    with pytest.raises(ShapeError, match="it is the history of another one"):
        animations.training(be.mlp(1, [5], 1), history)
    with pytest.raises(OptionError, match="a frame is a whole number of at most 8, got 9"):
        animations.training(net, history, frames=9)[9]


def test_films_may_be_dark(tmp_path):
    with figures.theme("dark"):
        film = moving_square(2)
    film.save(tmp_path / "film.png", dpi=40)
    with Image.open(tmp_path / "film.png") as image:
        assert image.convert("RGB").getpixel((1, 1)) == (20, 25, 30)


def test_a_race_on_a_plane_has_no_legend_to_remove(spiral_run):
    net, history, *_ = spiral_run
    film = animations.race({"a": (net, history), "b": (net, history)}, frames=2)
    assert isinstance(film[0], figures._picture.Picture)


def test_a_training_shows_all_of_its_data(sine_run):
    net, history, X, y = sine_run
    low, high = animations.training(net, history, X, y, frames=2)[0].axes[0].get_ylim()
    assert low < y.min() < y.max() < high
    with pytest.raises(OptionError, match="a function of x, got 3"):
        animations.training(net, history, target=3)


def test_a_film_ends_with_the_network_that_early_stopping_kept():
    X, y = be.datasets.moons(samples=60, seed=0)
    net = be.mlp(2, [8], 2, output="softmax", seed=0)
    history = net.fit(
        X, y, epochs=400, optimizer=be.Adam(0.03), validation=0.3, early_stopping=10, record="weights",
        progress=False,
    )  # fmt: skip
    assert history.stopped == "early stopping"
    assert np.array_equal(history.weights[history.best_epoch], net.parameters.vector)
    last = animations.training(net, history, X, y, frames=5)[-1]
    assert f"epoch {history.best_epoch + 1}" in last.get_suptitle()
