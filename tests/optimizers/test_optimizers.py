"""Optimizers against plain-Python programs written from the papers' formulas."""

import dataclasses
import math

import numpy as np
import pytest

import barreleye as be

STEPS = 50
SIZE = 12


def sgd(theta, gradients, rate):
    for g in gradients:
        theta = [x - rate * d for x, d in zip(theta, g, strict=True)]
    return theta


def heavy_ball(theta, gradients, rate, decay=0.9):
    """Polyak, 1964: the velocity remembers a part of itself."""
    velocity = [0.0] * len(theta)
    for g in gradients:
        velocity = [decay * v + d for v, d in zip(velocity, g, strict=True)]
        theta = [x - rate * v for x, v in zip(theta, velocity, strict=True)]
    return theta


def adam(theta, gradients, rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Kingma and Ba, 2015, Algorithm 1."""
    theta, m, v = list(theta), [0.0] * len(theta), [0.0] * len(theta)
    for t, g in enumerate(gradients, start=1):
        for i in range(len(theta)):
            m[i] = beta1 * m[i] + (1.0 - beta1) * g[i]
            v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] ** 2
            corrected_m = m[i] / (1.0 - beta1**t)
            corrected_v = v[i] / (1.0 - beta2**t)
            theta[i] -= rate * corrected_m / (math.sqrt(corrected_v) + epsilon)
    return theta


def run(optimizer, theta, gradients, dtype):
    theta = np.array(theta, dtype)
    memory = tuple(np.zeros_like(theta) for _ in range(optimizer.n_slots))
    for t, g in enumerate(gradients, start=1):
        given = np.array(g, dtype)
        optimizer.step(theta, given, memory, t, optimizer.learning_rate)
        assert given.tolist() == np.array(g, dtype).tolist()  # the gradient is only read
    assert theta.dtype == dtype
    assert all(vector.dtype == dtype for vector in memory)
    return theta


# Sizes from 0.5 to 2 with either sign, exact in float32, so that both sides get the same numbers.
RNG = np.random.default_rng(0)
START = RNG.uniform(-1.0, 1.0, SIZE).astype(np.float32).tolist()
GRADIENTS = (
    (RNG.uniform(0.5, 2.0, (STEPS, SIZE)) * RNG.choice([-1.0, 1.0], (STEPS, SIZE)))
    .astype(np.float32)
    .tolist()
)
RATE = 2.0**-6

# How far the parameters may end from the truth, in units of eps. One step moves them by at most
# RATE·(largest step), with a relative error of so many roundings, and rounds them (|theta| < 8):
#   SGD       step 2;            2 roundings
#   Momentum  step 2/(1 - 0.9);  the velocity rounds 2 times a step, and forgets 0.9 of it: 2/(1 - 0.9)
#   Adam      step 1/0.25 of |m| <= 2 over √v >= 0.5; m rounds 3 times and forgets: 3/(1 - 0.9) of 2,
#             against √v >= 0.5; 1 - β₂ᵗ and √ and the quotient add some 8
CASES = {
    "sgd": (be.SGD(RATE), sgd, 8 + 2 * 2 * RATE),
    "momentum": (be.Momentum(RATE), heavy_ball, 8 + 20 * 22 * RATE),
    "momentum, decay 0.5": (
        be.Momentum(RATE, decay=0.5),
        lambda *a: heavy_ball(*a, decay=0.5),
        8 + 4 * 6 * RATE,
    ),
    "adam": (be.Adam(RATE), adam, 8 + 4 * (30 + 8) * RATE),
    "adam, other constants": (
        be.Adam(RATE, beta1=0.8, beta2=0.95, epsilon=0.5),
        lambda *a: adam(*a, beta1=0.8, beta2=0.95, epsilon=0.5),
        8 + 4 * (15 + 8) * RATE,
    ),
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", CASES)
def test_fifty_steps_follow_the_formula_of_the_paper(name, dtype):
    optimizer, formula, units = CASES[name]
    expected = formula(START, GRADIENTS, RATE)
    assert np.abs(expected).max() < 8.0
    said = run(optimizer, START, GRADIENTS, dtype)
    bound = STEPS * units * np.finfo(dtype).eps
    np.testing.assert_allclose(said, expected, rtol=0, atol=bound)
    assert bound < 0.01 * np.abs(np.subtract(expected, START)).max()  # the bound can tell them apart


def test_the_first_step_of_adam_has_the_size_of_the_rate_whatever_the_gradient():
    for scale in (1e-4, 1.0, 1e4):
        moved = run(be.Adam(0.125), [1.0], [[scale]], np.float64)[0] - 1.0
        # epsilon 1e-8 beside a gradient of 1e-4 takes 1e-4 of the step away, no more
        assert moved == pytest.approx(-0.125, rel=1.01e-8 / scale + 1e-14)


ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "epsilon_hat": False}


@pytest.mark.parametrize(
    ("name", "kind", "constants"),
    [
        ("sgd", be.SGD, {"learning_rate": 0.01}),
        ("momentum", be.Momentum, {"learning_rate": 0.01, "decay": 0.9, "rate_inside": False}),
        ("adam", be.Adam, {"learning_rate": 1e-3, **ADAM}),
        ("nesterov", be.Nesterov, {"learning_rate": 0.01, "decay": 0.9, "rate_inside": False}),
        ("rmsprop", be.RMSprop, {"learning_rate": 1e-3, "decay": 0.99, "epsilon": 1e-8}),
        ("adagrad", be.Adagrad, {"learning_rate": 0.01, "epsilon": 1e-10}),
        ("adamw", be.AdamW, {"learning_rate": 1e-3, **ADAM, "weight_decay": 0.01}),
        ("nadam", be.NAdam, {"learning_rate": 2e-3, **ADAM, "momentum_decay": 4e-3}),
    ],
)
def test_a_name_stands_for_an_optimizer_with_its_usual_constants(name, kind, constants):
    found = be.optimizers.get(name)
    assert type(found) is kind
    assert dataclasses.asdict(found) == constants
    assert be.optimizers.get(name.upper()) == found
    assert name in be.optimizers.names()


STEPPING = [name for name in be.optimizers.names() if name != "lbfgs"]  # that one takes no single steps


def test_every_name_of_the_catalogue_gives_an_optimizer_that_walks_downhill():
    assert {"sgd", "adam", "nadam"} <= set(STEPPING)
    for name in STEPPING:
        end = run(be.optimizers.get(name), [1.0], [[1.0]] * 5, np.float64)
        assert end[0] < 1.0


def test_an_optimizer_is_returned_as_it_is_and_never_changes():
    own = be.Adam(0.5)
    assert be.optimizers.get(own) is own
    with pytest.raises(dataclasses.FrozenInstanceError):
        own.learning_rate = 1.0


@pytest.mark.parametrize("choice", [3, be.Adam, be.SGD], ids=["number", "Adam", "SGD"])
def test_what_is_no_optimizer_is_refused_with_an_example(choice):
    with pytest.raises(be.errors.OptionError, match=r"be\.Adam\(1e-3\)"):
        be.optimizers.get(choice)


def test_a_misspelt_optimizer_is_answered_with_near_ones():
    with pytest.raises(be.errors.UnknownNameError, match="'momentun'; did you mean 'momentum'"):
        be.optimizers.get("momentun")
    with pytest.raises(be.errors.UnknownNameError, match="there are 'sgd', 'momentum'"):
        be.optimizers.get("xyz")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: be.SGD(0.0), "learning rate must be a positive number, got 0.0"),
        (lambda: be.SGD(-1.0), "learning rate must be a positive number"),
        (lambda: be.Adam(float("nan")), "learning rate must be a positive number, got nan"),
        (lambda: be.Momentum(float("inf")), "learning rate must be a positive number, got inf"),
        (lambda: be.Momentum(decay=1.5), "decay lies from 0 to 1, got 1.5"),
        (lambda: be.Momentum(decay=-0.1), "decay lies from 0 to 1"),
        (lambda: be.Adam(beta1=1.0), "beta1 lies from 0 to below 1"),
        (lambda: be.Adam(beta2=float("nan")), "beta2 lies from 0 to below 1, got nan"),
        (lambda: be.Adam(epsilon=0.0), "epsilon must be a positive number"),
    ],
    ids=range(9),
)
def test_a_constant_out_of_its_range_is_refused(make, words):
    with pytest.raises(be.errors.OptionError, match=words):
        make()


@pytest.mark.parametrize("name", STEPPING)
def test_the_constants_of_a_step_do_not_depend_on_the_steps_around_it(name):
    """Epochs one by one, in slices, or at once: the same numbers to the last bit."""
    optimizer = be.optimizers.get(name)
    t = np.arange(1.0, 400.0)
    rates = np.linspace(0.1, 0.01, len(t))
    together = optimizer.constants(t, rates)
    alone = [optimizer.constants(t[k : k + 1], rates[k : k + 1])[0] for k in range(len(t))]
    parts = [optimizer.constants(t[k : k + 7], rates[k : k + 7]) for k in range(0, len(t), 7)]
    assert (together == alone).all()
    assert (together == np.concatenate(parts)).all()


@pytest.mark.parametrize("beta1", [0.0, 0.5, 0.9, 0.999])
def test_the_momentum_of_nadam_far_out_is_that_of_the_end(beta1):
    optimizer = be.NAdam(0.01, beta1=beta1)
    t = np.array([1e6, 1e9])
    found = optimizer.constants(t, np.full(2, 0.01))
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found[1, 5], 0.01 * (1.0 - beta1), rtol=1e-12)
    np.testing.assert_allclose(found[1, 6], 0.01 * beta1, rtol=1e-12)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: be.Nesterov(decay=1.5), "decay lies from 0 to 1"),
        (lambda: be.RMSprop(decay=-0.1), "decay lies from 0 to below 1"),
        (lambda: be.RMSprop(epsilon=0.0), "epsilon must be a positive number"),
        (lambda: be.Adagrad(epsilon=float("nan")), "epsilon must be a positive number"),
        (lambda: be.AdamW(weight_decay=-1.0), "weight_decay is a number of 0 or more"),
        (lambda: be.NAdam(momentum_decay=-1.0), "momentum_decay is a number of 0 or more"),
        (lambda: be.NAdam(beta1=1.0), "beta1 lies from 0 to below 1"),
        (lambda: be.Adagrad(learning_rate=0.0), "the learning rate"),
    ],
)
def test_constants_that_make_no_sense_are_refused(make, said):
    with pytest.raises(be.errors.OptionError, match=said):
        make()


def rates(_self, _t, rate):
    return rate[:, None]


def own(body, constants=rates, n_slots=0):
    """Return an optimizer with a body of one's own."""
    members = {"body": staticmethod(body), "constants": constants, "n_slots": n_slots}
    return type("Own", (be.optimizers.CompiledOptimizer,), {**members, "learning_rate": 0.01})()


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
@pytest.mark.parametrize(
    ("optimizer", "said"),
    [
        (
            own(lambda theta, g, m, rate: (theta - m * rate, m + g)),
            r"body of Own takes \(theta, g, m, rate\), but there are theta, g, 0 slots .* and 1 constant ",
        ),
        (
            own(
                lambda theta, g, rate: (theta - g * rate,),
                constants=lambda _self, _t, rate: np.column_stack([rate, rate]),
            ),
            r"body of Own takes \(theta, g, rate\), but .* 0 slots .* and 2 constants ",
        ),
        (own(lambda self, theta, g, rate: (theta - g * rate,)), "takes self: write @staticmethod"),  # noqa: ARG005
    ],
    ids=["n_slots", "constants", "self"],
)
def test_a_body_that_does_not_fit_its_slots_and_constants_is_refused(optimizer, said, engine):
    X = np.linspace(-1.0, 1.0, 8)[:, None]
    with pytest.raises(be.errors.OptionError, match=said):
        be.mlp(1, [2], 1).fit(X, X, optimizer=optimizer, engine=engine, progress=False)


def test_a_body_may_take_any_number_of_constants():
    X = np.linspace(-1.0, 1.0, 8)[:, None]
    net = be.mlp(1, [2], 1)
    before = net.parameters.vector.copy()
    net.fit(
        X, X, optimizer=own(lambda *given: (given[0] - given[1] * given[2],)), epochs=1, progress=False
    )
    assert (net.parameters.vector != before).any()


def test_an_optimizer_without_its_body_or_its_constants_says_what_is_missing():
    base = be.optimizers.CompiledOptimizer
    with pytest.raises(be.errors.OptionError, match="has no 'body'"):
        be.optimizers.get(type("Own", (base,), {"learning_rate": 0.01})())
    with pytest.raises(NotImplementedError, match=r"Own needs a method constants\(t, rate\)"):
        type("Own", (base,), {})().constants(np.ones(1), np.ones(1))


@pytest.mark.parametrize("kind", [be.Momentum, be.Nesterov])
def test_a_rate_inside_leaves_earlier_steps_as_they_were(kind):
    """The form of Keras and scikit-learn: v ← decay·v - rate·g, θ ← θ + v, or θ + decay·v - rate·g ahead of it."""
    rng = np.random.default_rng(0)
    theta, v = rng.standard_normal(7), np.zeros(7)
    want, velocity = theta.copy(), np.zeros(7)
    for t, rate in enumerate((0.1, 0.1, 0.01, 0.5), 1):
        g = rng.standard_normal(7)
        kind(decay=0.9, rate_inside=True).step(theta, g, (v,), t, rate)
        velocity = 0.9 * velocity - rate * g
        want += 0.9 * velocity - rate * g if kind is be.Nesterov else velocity
    # four steps, each rounded four times, of numbers below 4
    np.testing.assert_allclose(theta, want, rtol=0.0, atol=16 * 4.0 * np.finfo(float).eps)
    assert not np.allclose(velocity, -0.5 * v)


@pytest.mark.parametrize("kind", [be.Adam, be.AdamW, be.NAdam])
def test_an_epsilon_hat_stands_before_the_bias_correction(kind):
    theta, usual = np.ones(2), np.ones(2)
    g = np.array([1e-3, 2.0])
    for one, how in ((theta, {"epsilon_hat": True}), (usual, {})):
        slots = np.zeros(2), np.zeros(2)
        kind(0.1, epsilon=0.01, **how).step(one, g, slots, 1, 0.1)
    if kind is be.Adam:
        # m = (1-β₁)g and v = (1-β₂)g², with the rate √(1-β₂)/(1-β₁) times as large
        want = 1.0 - 0.1 * np.sqrt(1e-3) * g / (np.sqrt(1e-3) * g + 0.01)
        np.testing.assert_allclose(theta, want, rtol=1e3 * np.finfo(float).eps)  # 1-β₂ⁿ cancels 3 digits
    assert (theta > usual).all()
    with pytest.raises(be.errors.OptionError, match="epsilon_hat is True or False, got 1"):
        kind(epsilon_hat=1)
