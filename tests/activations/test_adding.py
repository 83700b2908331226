"""Adding an activation takes one declaration in one file; everything else finds it."""

from math import inf

import numpy as np
import pytest
from typer.testing import CliRunner

import barreleye as be
from barreleye import activations
from barreleye.activations import _activation_catalogue
from barreleye.activations._activation_catalogue import elementwise, rowwise, slope_of, vjp_of
from barreleye.cli._app import app
from barreleye.errors import OptionError
from barreleye.kernels import engine
from barreleye.scalars import absolute
from support.samples import log_uniform
from support.truth import exact_slope, exact_value
from support.ulp import exact_ulp_error

FACTS = {
    "latex": r"\frac{z}{2} + \frac{|z|}{4}",
    "truth": "z / 2 + Abs(z) / 4",
    "range": (-inf, inf),
    "limits": (-inf, inf),
    "key_points": ("A line with a bend.",),
    "equivalents": {"NumPy": "0.5 * z + 0.25 * abs(z)"},
    "onnx": None,
    "init": "he_normal",
}


@pytest.fixture
def catalogue(monkeypatch):
    """A catalogue that forgets what a test declares."""
    monkeypatch.setattr(_activation_catalogue, "_CATALOGUE", dict(_activation_catalogue._CATALOGUE))
    monkeypatch.setattr(_activation_catalogue, "_ALIASES", dict(_activation_catalogue._ALIASES))


@pytest.fixture
def bent_line(catalogue):  # noqa: ARG001  it must be undone in the end
    """An activation that is declared here and nowhere else."""

    @elementwise(**FACTS, kinks=(0.0,))
    def bent_line(z, bend=0.25):
        """A line with a bend at 0."""
        return 0.5 * z + bend * absolute(z)

    assert "bent_line" not in activations.names()  # it enters with its slope

    @slope_of(bent_line, aliases=("bent",))
    def bent_line_slope(z, bend=0.25):
        return 0.5 + bend * np.sign(z)

    return bent_line


def test_a_declared_function_is_found_by_name_alias_and_attribute(bent_line):
    assert activations.names()[-1] == "bent_line"
    assert activations.get("bent_line") is bent_line
    assert activations.get("bent") is bent_line
    assert be.activations.bent_line is bent_line
    assert "bent_line" in dir(be.activations)
    assert bent_line.summary == "A line with a bend at 0."


def test_a_declared_function_obeys_the_common_rules(bent_line):
    assert bent_line([-4, 8]).tolist() == [-1.0, 6.0]
    assert bent_line.with_(bend=0.5).derivative(np.float32([-1, 1])).tolist() == [0.0, 1.0]
    assert bent_line(np.float32(1)).dtype == np.float32
    assert exact_ulp_error(bent_line(0.3), exact_value(bent_line, 0.3)) < 2.0
    assert exact_ulp_error(bent_line.derivative(0.3), exact_slope(bent_line, 0.3)) == 0.0


@pytest.mark.parametrize("reader", ["numpy", "compiled"])
def test_a_declared_function_is_read_by_both_engines(bent_line, reader):
    assert not isinstance(bent_line.value.kernel, str)  # or it would say why it cannot be compiled
    assert not isinstance(bent_line._slope.kernel, str)
    for dtype, bound in ((np.float32, 0.51), (np.float64, 2.0)):
        x = log_uniform(300, dtype, seed=8)
        with engine(reader):
            values, slopes = bent_line(x), bent_line.derivative(x)
            moved = bent_line.with_(bend=0.5)(x)
        assert values.dtype == slopes.dtype == dtype
        assert max(map(exact_ulp_error, values, (exact_value(bent_line, z) for z in x))) <= bound
        assert slopes.tolist() == np.where(x > 0.0, 0.75, 0.25).tolist()
        assert moved.tolist() == np.where(x > 0.0, x, 0.0).tolist()


def test_a_declared_function_is_read_as_text(bent_line):
    assert "return 0.5 * z + 0.25 * fabs(z);" in bent_line.code("c")
    assert "return 0.5 * z + 0.75 * Math.abs(z);" in bent_line.with_(bend=0.75).code("js")
    names = {}
    exec(bent_line.code("python"), names)  # noqa: S102
    assert names["bent_line"](np.array([-4.0, 8.0])).tolist() == [-1.0, 6.0]
    assert names["bent_line_derivative"](np.array([-4.0, 8.0])).tolist() == [0.25, 0.75]


@pytest.mark.usefixtures("bent_line")
def test_a_declared_function_trains():
    X = np.linspace(-1.0, 1.0, 64)[:, None]
    net = be.mlp(1, [8], 1, activation="bent_line", seed=0)
    before = net.loss(X, np.abs(X))

    net.fit(X, np.abs(X), epochs=30, progress=False)

    assert net.loss(X, np.abs(X)) < before / 2


def test_a_declared_function_survives_a_file(bent_line, tmp_path):
    net = be.mlp(1, [8], 1, activation=bent_line.with_(bend=0.75), seed=0)
    net.save(tmp_path / "net.npz")
    again = be.load(tmp_path / "net.npz")
    assert again.layers[0].activation == bent_line.with_(bend=0.75)


@pytest.mark.usefixtures("bent_line")
def test_the_command_line_lists_and_shows_a_declared_function():
    listing = CliRunner().invoke(app, ["activations"])
    card = CliRunner().invoke(app, ["activations", "bent_line"])
    assert listing.exit_code == card.exit_code == 0
    assert "bent_line" in listing.output
    assert "A line with a bend." in card.output


def test_the_command_line_lists_every_function():
    listing = CliRunner().invoke(app, ["activations"])
    assert listing.exit_code == 0
    assert all(name in listing.output for name in activations.names())


@pytest.mark.usefixtures("bent_line")
def test_a_name_or_alias_that_is_taken_is_refused():
    def tanh(z):
        """Another tanh."""
        return z

    def bent(z):
        """A name that is an alias."""
        return z

    def new(z):
        """A new name with an alias that is taken."""
        return z

    for body, aliases in ((tanh, ()), (bent, ()), (new, ("relu",))):
        with pytest.raises(OptionError, match="exists already"):
            slope_of(elementwise(**FACTS)(body), aliases=aliases)(body)
    assert "new" not in activations.names()
    assert activations.get("tanh").summary != "Another tanh."


@pytest.mark.usefixtures("catalogue")
def test_a_declaration_without_a_docstring_is_refused():
    def nameless(z):
        return z

    with pytest.raises(OptionError, match="nameless"):
        elementwise(**FACTS)(nameless)


@pytest.mark.usefixtures("catalogue")
def test_a_function_without_its_slope_says_what_is_missing():
    @elementwise(**FACTS)
    def half_done(z):
        """Declared by half."""
        return z

    with pytest.raises(OptionError, match=r"@slope_of\(half_done\)"):
        half_done.derivative(1.0)


@pytest.mark.usefixtures("catalogue")
def test_a_row_function_is_declared_the_same_way():
    @rowwise(**FACTS, masked=0.0)
    def centred(Z):
        """Takes the mean of a row away."""
        return Z - Z.mean(axis=1, keepdims=True)

    with pytest.raises(OptionError, match=r"@vjp_of\(centred\)"):
        centred.jacobian([1.0, 2.0])
    vjp_of(centred)(lambda _, G: G - G.mean(axis=1, keepdims=True))

    assert activations.get("centred")([[1.0, 3.0]]).tolist() == [[-1.0, 1.0]]
    assert centred.jacobian([5.0, 7.0]).tolist() == [[0.5, -0.5], [-0.5, 0.5]]
