"""What the text reader does with operations, names, numbers and parentheses, and what it refuses."""

import math
import os

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import NotCompilableError, OptionError
from barreleye.scalars import power_of_two, row_max, where
from barreleye.scalars.text import LANGUAGES as KNOWN
from barreleye.scalars.text import new_source
from support.catalogue import forgetful
from support.written import LANGUAGES, READERS, run_by

POINTS = np.array(
    [
        np.nan,
        np.inf,
        -np.inf,
        0.0,
        -0.0,
        0.5,
        -0.5,
        1.5,
        -1.5,
        2.5,
        -2.5,
        1e-310,
        3.7,
        -3.7,
        1e300,
        4503599627370497.5,
    ]
)
EXACT = {  # every operation whose result IEEE 754 fixes
    "add": lambda z: z + 1.25,
    "subtract": lambda z: 3.0 - z,
    "subtract a negative number": lambda z: z - -3.0,
    "multiply": lambda z: z * z,
    "divide": lambda z: 1.0 / z,
    "negative": lambda z: np.negative(-z) - -z,
    "absolute": lambda z: abs(z) + np.fabs(z) + np.abs(z),
    "powers": lambda z: z**1 + z**2 + z**3 + z**4,
    "square and reciprocal": lambda z: np.square(z) - np.reciprocal(z) + np.positive(z),
    "maximum": lambda z: np.maximum(z, 1.5) + np.maximum(-1.5, z),
    "minimum": lambda z: np.minimum(z, 1.5) + np.minimum(-1.5, z),
    "sign": np.sign,
    "sqrt": np.sqrt,
    "rint": np.rint,
    "comparisons": lambda z: where(z < 0.5, 1.0, 0.0) + where(z <= 0.5, 2.0, 0.0) + where(z > 0.5, 4.0, 0.0),
    "more comparisons": lambda z: where(z >= 0.5, 1.0, 0.0) + where(z == 0.5, 2.0, where(z != 0.5, 4.0, 0.0)),
    "logic": lambda z: where((z > 0.0) & ~(z > 2.0) | (z < -2.0), z, 1.0),
    "functions of logic": lambda z: where(
        np.logical_or(np.logical_and(z > 0.0, z < 2.0), np.logical_not(z < 1.0)), z, 1.0
    ),
    "nan": lambda z: where(np.isnan(z), 7.0, z),
    "constants": lambda z: where(z > 0.0, np.inf, where(z < 0.0, -np.inf, np.nan)),
    "known conditions": lambda z: where(True, z, 1.0) + where(np.bool_(False), z, 1.0),
}  # fmt: skip
ROUNDED = {
    name: getattr(np, name) for name in ("exp", "expm1", "log", "log1p", "sin", "cos", "arctan", "tanh")
}

each = pytest.mark.parametrize("reader", READERS)


def source_of(bodies, language, dtype="float64"):
    """Return the source of several bodies, called f0, f1 ..."""
    source = new_source(language, dtype)
    for k, body in enumerate(bodies):
        source.add(f"f{k}", body, {})
    return source.text()


@each
def test_every_operation_is_that_of_numpy(reader, tmp_path, request):
    bodies = [*EXACT.values(), *ROUNDED.values()]
    run = run_by(reader, source_of(bodies, LANGUAGES[reader]), tmp_path, request)
    for k, name in enumerate([*EXACT, *ROUNDED]):
        with np.errstate(all="ignore"):
            expected = bodies[k](POINTS)
        got = run.map(f"f{k}", POINTS)
        # the libraries of C and JavaScript promise an ulp, and so does NumPy
        np.testing.assert_array_max_ulp(got, expected, 0 if name in EXACT else 2)
        if name in EXACT:
            signs = np.signbit(got) == np.signbit(expected)
            assert (signs | np.isnan(expected)).all(), name


@each
def test_powers_of_two_are_exact(reader, tmp_path, request):
    run = run_by(reader, source_of([power_of_two], LANGUAGES[reader]), tmp_path, request)
    n = np.arange(-1022.0, 1024.0)
    np.testing.assert_array_equal(run.map("f0", n), np.ldexp(1.0, n.astype(int)))
    assert np.isnan(run.map("f0", np.array([np.nan]))).all() or reader == "python"  # anything will do


def random_body(rng):
    """Return a body of random operations; the same tree serves all readers."""

    def tree(depth):
        kind = rng.integers(0, 9) if depth else 8
        if kind == 8:
            c, leaf = float(rng.normal()), rng.integers(0, 3)
            return lambda z: (z, c, z * c)[leaf]
        if kind == 7:
            a, b, c, d = (tree(depth - 1) for _ in range(4))
            return lambda z: where(_less(z, a(z), b(z)), c(z), d(z))
        a, b = tree(depth - 1), tree(depth - 1)
        return {
            0: lambda z: a(z) + b(z), 1: lambda z: a(z) - b(z), 2: lambda z: a(z) * b(z),
            3: lambda z: a(z) / (b(z) + 0.5 * z), 4: lambda z: -a(z) - (b(z) - z),
            5: lambda z: np.maximum(a(z), b(z)),            6: lambda z: abs(a(z)) / (b(z) / z),
        }[kind]  # fmt: skip

    made = tree(5)
    return lambda z: made(z) + 0.0 * z


def _less(z, a, b):
    return a + 0.0 * z < b


@each
def test_random_expressions_have_the_bits_of_numpy(reader, tmp_path, request):
    rng = np.random.default_rng(5)
    bodies = [random_body(rng) for _ in range(60)]
    run = run_by(reader, source_of(bodies, LANGUAGES[reader]), tmp_path, request)
    z = np.random.default_rng(6).normal(size=200)
    for k, body in enumerate(bodies):
        with np.errstate(all="ignore"):
            expected = body(z) + np.zeros_like(z)
        np.testing.assert_array_equal(run.map(f"f{k}", z), expected)


@each
def test_names_that_a_language_takes_itself(reader, tmp_path, request):
    source = new_source(LANGUAGES[reader], "float64")
    for name in ("delete", "double", "larger", "maximum", "exp"):
        source.add_rows(
            name,
            lambda n, t1, exp: n * np.exp(exp) + np.maximum(t1, n),
            ["n", "t1", "float"],
            ["result"],
        )
    run = run_by(reader, source.text(), tmp_path, request)
    rows = [np.array([1.0, 2.0]), np.array([3.0, -1.0]), np.array([0.0, 1.0])]
    spelled = "double_" if reader == "python" else KNOWN[LANGUAGES[reader]].identifier("double")
    got = run.call("exp", [*rows, np.zeros(2)], [3])[0]
    np.testing.assert_allclose(got, [4.0, 2.0 + 2.0 * math.e], rtol=1e-15)
    assert spelled == {"c": "double_", "js": "double", "python": "double_"}[LANGUAGES[reader]]


def test_equal_operations_are_written_once_and_long_expressions_get_names():
    text = source_of([lambda z: np.exp(z) + np.exp(z) * 2.0], "c")
    assert text.count("exp(z)") == 1
    chain = source_of([lambda z: sum((z + k) * (z - k) for k in range(1, 40))], "python")
    assert max(map(len, chain.splitlines())) < 120


@pytest.mark.parametrize("language", KNOWN)
def test_functions_of_ones_own_are_written_too(language, monkeypatch):
    forgetful(monkeypatch)
    own = be.activations.from_functions(
        "written_bump", lambda z: np.exp(-z * z), lambda z: -2 * z * np.exp(-z * z)
    )
    assert "exp(-z * z)" in own.code(language)


def test_what_cannot_be_written_is_said_with_its_reason(monkeypatch):
    forgetful(monkeypatch)
    with pytest.warns(UserWarning, match="not compiled"):
        own = be.activations.from_functions("written_atan", math.atan, lambda z: 1.0 / (1.0 + z * z))
    with pytest.raises(
        NotCompilableError, match=r"^written_atan cannot be written as c: it turns its argument into a"
    ):
        own.code()
    source = new_source("js", "float64")
    for body, reason in (
        (lambda z: np.sinh(z), "np.sinh is not among"),  # noqa: PLW0108
        (lambda z: z * (z > 0.0), "a truth value stands where a number is needed"),
        (lambda z: where(z, 1.0, 2.0), "a number stands where a truth value is needed"),
        (lambda z: z + np.ones(3), "it combines its argument with an array"),
        (lambda z: 1.0 if z > 0.0 else 2.0, "it decides by `if`"),
        (lambda z: z.shape, "it raises AttributeError"),
        (lambda z: (z, z), "f cannot be written as js: it gives 2 results, not 1"),
        (row_max, "it takes the max over a row of what is one number per row"),
    ):
        with pytest.raises(NotCompilableError, match=reason):
            source.add("f", body, {})


def test_languages_and_dtypes_that_there_are_not():
    with pytest.raises(OptionError, match="language is 'c', 'js' or 'python', got 'java'"):
        be.activations.relu.code("java")
    with pytest.raises(OptionError, match="dtype is 'float32' or 'float64', got 'float16'"):
        be.losses.huber.code("c", "float16")


def test_a_new_optimizer_and_a_new_loss_are_written_from_their_bodies():
    class Sign(be.optimizers.CompiledOptimizer):
        learning_rate = 0.1

        @staticmethod
        def body(theta, g, rate):
            """Step by the sign of the gradient."""
            return (theta - np.sign(g) * rate,)

    assert "theta[i] = theta_i - (float)sign_of(g_i) * rate;" in Sign().code("c")
    assert "Step by the sign" in Sign().code("python")


def test_the_tools_that_are_asked_for_are_here():
    asked = os.environ.get(
        "BARRELEYE_TEST_READERS", ""
    )  # such as "gcc node": what is missing is not tested
    assert set(asked.split()) <= set(READERS)
