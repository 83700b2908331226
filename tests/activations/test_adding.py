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
from barreleye.errors import OptionError, UnknownNameError
from barreleye.kernels import engine
from barreleye.scalars import absolute, softmax, softmax_product
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


@pytest.fixture
def warm_softmax(catalogue):  # noqa: ARG001  it must be undone in the end
    """A row-wise activation with a parameter, declared here and nowhere else."""

    @rowwise(**FACTS, masked=0.0, bounds={"temperature": (0.0, inf)})
    def warm_softmax(z, temperature=2.0):
        """The softmax of z divided by a temperature."""
        return softmax(z / temperature)

    @vjp_of(warm_softmax)
    def warm_softmax_product(z, g, temperature=2.0):
        return softmax_product(z / temperature, g) / temperature

    return warm_softmax


@pytest.mark.parametrize("reader", ["numpy", "compiled"])
def test_a_row_function_has_parameters(warm_softmax, reader):
    z, g = np.array([[0.0, 1.0, -2.0]]), np.array([[1.0, 0.0, 3.0]])
    plain = be.activations.softmax
    for one, temperature in ((warm_softmax, 2.0), (warm_softmax.with_(temperature=0.5), 0.5)):
        with engine(reader):  # powers of two: dividing by them rounds nothing
            assert one(z).tolist() == plain(z / temperature).tolist()
            assert one.vjp(z, g).tolist() == (plain.vjp(z / temperature, g) / temperature).tolist()
    with pytest.raises(OptionError, match="temperature must be a number from 0 to inf, got -1"):
        warm_softmax.with_(temperature=-1.0)


@pytest.mark.parametrize("reader", ["numpy", "compiled"])
def test_a_row_function_trains_with_its_parameters(warm_softmax, reader):
    X = np.linspace(-1.0, 1.0, 32)[:, None]
    Y = np.column_stack([X > 0.0, X <= 0.0]).astype(float)
    losses = []
    for temperature in (2.0, 50.0):
        output = warm_softmax.with_(temperature=temperature)
        net = be.mlp(1, [4], 2, output=output, seed=0)
        net.fit(X, Y, loss="squared_error", epochs=1, batch_size=32, engine=reader, progress=False)
        z = be.mlp(1, [4], 2, output=output, seed=0).trace(X)[-1].z
        p = be.activations.softmax(z / temperature)
        losses.append((net.history.epochs[-1].loss, np.mean((p - Y) ** 2)))
    for (
        got,
        want,
    ) in losses:  # of one batch, before its step: below 1, and z is rounded to float32 a few times
        assert abs(got - want) <= 32.0 * np.finfo(np.float32).eps


def test_a_row_function_is_written_with_its_parameters(warm_softmax):
    names = {}
    exec(warm_softmax.with_(temperature=0.5).code("python", "float64"), names)  # noqa: S102
    z = np.array([[0.0, 1.0, -2.0]])
    np.testing.assert_allclose(names["warm_softmax"](z), be.activations.softmax(2.0 * z), rtol=1e-14)


@pytest.mark.usefixtures("catalogue")
def test_a_name_without_its_derivative_is_refused_with_what_is_missing():
    @elementwise(**FACTS)
    def half_done(z):
        """Declared by half."""
        return z

    with pytest.raises(UnknownNameError, match=r"called 'half_done' yet: .* add @slope_of\(half_done\)"):
        activations.get("half_done")
    slope_of(half_done)(lambda z: 0.0 * z + 1.0)
    assert activations.get("half_done") is half_done


@pytest.mark.usefixtures("catalogue")
def test_arguments_that_make_no_parameters_are_refused_where_they_are_declared():
    def bend(z, b):
        """A parameter without a default."""
        return z * b

    def word(z, b="x"):  # noqa: ARG001  refused before it runs
        """A default that is no number."""
        return z

    def nothing():
        """No argument at all."""
        return 1.0

    for body, said in (
        (bend, r"bend: the parameter 'b' needs a number as its default, got none: write b=1\.0"),
        (word, r"word: the parameter 'b' needs a number as its default, got 'x'"),
        (nothing, r"nothing takes 1 input before its parameters, got the arguments \(\)"),
    ):
        with pytest.raises(OptionError, match=said):
            elementwise(**FACTS)(body)


@pytest.mark.usefixtures("catalogue")
def test_a_derivative_with_other_parameters_is_refused():
    def bend(z, b=1.0):
        """A line."""
        return z * b

    for derivative, said in (
        (lambda z: z, r"bend has the parameters 'b=1', but its derivative has no parameters"),
        (lambda z, b=2.0: z, r"but its derivative has the parameters 'b=2'"),  # noqa: ARG005
    ):
        with pytest.raises(OptionError, match=said):
            slope_of(elementwise(**FACTS)(bend))(derivative)
    with pytest.raises(
        OptionError, match=r"the derivative of bend takes 2 inputs .* got the arguments \(z\)"
    ):
        vjp_of(rowwise(**FACTS, masked=0.0)(bend))(lambda z: z)
    assert "bend" not in activations.names()
    with pytest.raises(OptionError, match=r"slope_of\(\) is given what @elementwise"):
        slope_of(bend)
    with pytest.raises(OptionError, match=r"vjp_of\(\) is given what @rowwise"):
        vjp_of(bend)


@pytest.mark.usefixtures("catalogue")
def test_what_the_compiled_engine_cannot_train_is_refused_by_its_name():
    @elementwise(**FACTS)
    def steep(z):
        """A function that is not compiled."""
        return np.sinh(z)

    slope_of(steep)(np.cosh)
    X = np.linspace(-1.0, 1.0, 8)[:, None]
    with pytest.raises(OptionError, match=r"cannot train this network: steep: np\.sinh is not among"):
        be.mlp(1, [2], 1, activation=steep).fit(X, X, engine="compiled", progress=False)
