"""Optimizer steps against the published formulas, one number at a time, in 60 decimal digits."""

from decimal import Decimal, localcontext

import numpy as np
import pytest

import barreleye as be
from barreleye import kernels
from support.machine import compiled_step

STEPS = 50
RATE, DECAY, BETA1, BETA2, EPSILON = 0.05, 0.9, 0.9, 0.999, 1e-8
SHRINK, MOMENTUM_DECAY = 0.02, 4e-3


def sgd(theta, gradients):
    """Robbins and Monro, 1951: θ_t = θ_(t-1) - α g_t."""
    for g in gradients:
        theta -= Decimal(RATE) * g
    return theta


def momentum(theta, gradients):
    """Polyak, 1964, as in Sutskever et al., 2013, with the rate outside: v_t = μ v_(t-1) + g_t."""
    velocity = Decimal(0)
    for g in gradients:
        velocity = Decimal(DECAY) * velocity + g
        theta -= Decimal(RATE) * velocity
    return theta


def adam(theta, gradients):
    """Kingma and Ba, 2015, Algorithm 1."""
    beta1, beta2 = Decimal(BETA1), Decimal(BETA2)
    m = v = Decimal(0)
    for t, g in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        theta -= Decimal(RATE) * m_hat / (v_hat.sqrt() + Decimal(EPSILON))
    return theta


def nesterov(theta, gradients):
    """Sutskever et al., 2013, with the rate outside: θ_t = θ_(t-1) - α (g_t + μ v_t)."""
    velocity, decay = Decimal(0), Decimal(DECAY)
    for g in gradients:
        velocity = decay * velocity + g
        theta -= Decimal(RATE) * (g + decay * velocity)
    return theta


def rmsprop(theta, gradients):
    """Tieleman and Hinton, 2012, with ε outside of the root."""
    mean, decay = Decimal(0), Decimal(DECAY)
    for g in gradients:
        mean = decay * mean + (1 - decay) * g * g
        theta -= Decimal(RATE) * g / (mean.sqrt() + Decimal(EPSILON))
    return theta


def adagrad(theta, gradients):
    """Duchi, Hazan and Singer, 2011, diagonal form, with ε outside of the root."""
    total = Decimal(0)
    for g in gradients:
        total += g * g
        theta -= Decimal(RATE) * g / (total.sqrt() + Decimal(EPSILON))
    return theta


def adamw(theta, gradients):
    """Loshchilov and Hutter, 2019, Algorithm 2, with the rate as the multiplier of the decay."""
    shrunk = theta
    m = v = Decimal(0)
    beta1, beta2 = Decimal(BETA1), Decimal(BETA2)
    for t, g in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        step = Decimal(RATE) * m_hat / (v_hat.sqrt() + Decimal(EPSILON))
        shrunk -= Decimal(RATE) * Decimal(SHRINK) * shrunk + step
    return shrunk


def nadam(theta, gradients):
    """Dozat, 2016, with the schedule of momentum that PyTorch documents."""
    m = v = Decimal(0)
    beta1, beta2, product = Decimal(BETA1), Decimal(BETA2), Decimal(1)

    def mu(t):
        return beta1 * (1 - Decimal("0.96") ** (t * Decimal(MOMENTUM_DECAY)) / 2)

    for t, g in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        product *= mu(t)
        m_hat = mu(t + 1) * m / (1 - product * mu(t + 1)) + (1 - mu(t)) * g / (1 - product)
        theta -= Decimal(RATE) * m_hat / ((v / (1 - beta2**t)).sqrt() + Decimal(EPSILON))
    return theta


# formula, optimizer, largest step over rate, roundings per step.
# Gradients lie between 1/2 and 2 in size: a velocity is at most 2/(1-μ) = 20, Adam's quotient 4.
# A rounding of 1-β₂ᵗ counts 1/(1-β₂) = 1000 times, halved by the square root.
CASES = {
    "sgd": (sgd, be.SGD(RATE), 2.0, 2),
    "momentum": (momentum, be.Momentum(RATE, DECAY), 20.0, 2 + 2 / (1 - DECAY)),
    "adam": (
        adam,
        be.Adam(RATE, BETA1, BETA2, EPSILON),
        4.0,
        12 + 2 / (1 - BETA1) + 0.5 / (1 - BETA2),
    ),
    # a mean of squares is rounded three times a step, and halved by the root; it holds 0.1·g² at least
    "nesterov": (nesterov, be.Nesterov(RATE, DECAY), 20.0, 4 + 2 / (1 - DECAY)),
    "rmsprop": (rmsprop, be.RMSprop(RATE, DECAY, EPSILON), 0.1**-0.5, 5 + 1.5 / (1 - DECAY)),
    "adagrad": (adagrad, be.Adagrad(RATE, EPSILON), 1.0, 5 + STEPS / 2),
    # shrinking rounds θ once more, which is less than the rest by far
    "adamw": (
        adamw,
        be.AdamW(RATE, BETA1, BETA2, EPSILON, weight_decay=SHRINK),
        4.0,
        14 + 2 / (1 - BETA1) + 0.5 / (1 - BETA2),
    ),
    # now·g and ahead·m are each at most the quotient of Adam
    "nadam": (
        nadam,
        be.NAdam(RATE, BETA1, BETA2, EPSILON, MOMENTUM_DECAY),
        8.0,
        20 + 2 / (1 - BETA1) + 0.5 / (1 - BETA2),
    ),
}

each = pytest.mark.parametrize("name", CASES)
dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def problem(dtype, seed=0):
    rng = np.random.default_rng(seed)
    theta = rng.uniform(-1.0, 1.0, 6).astype(dtype)
    sizes = rng.uniform(0.5, 2.0, (STEPS, 6))
    return theta, (sizes * rng.choice([-1.0, 1.0], (STEPS, 6))).astype(dtype)


def run(name, theta, gradients, apply=kernels.apply_step):
    optimizer = CASES[name][1]
    memory = [np.zeros_like(theta) for _ in range(optimizer.n_slots)]
    t = np.arange(1.0, len(gradients) + 1.0)
    for g, constants in zip(gradients, optimizer.constants(t, np.full_like(t, RATE)), strict=True):
        apply(type(optimizer).body, (theta, *memory), g, constants)
    return memory


def test_every_optimizer_with_a_body_has_its_formula_here():
    found = {
        kind for kind in vars(be.optimizers).values() if isinstance(kind, type) and "body" in vars(kind)
    }
    assert {type(case[1]) for case in CASES.values()} == found


@each
@dtypes
def test_fifty_steps_follow_the_published_formula(name, dtype):
    formula, _, largest, roundings = CASES[name]
    theta, gradients = problem(dtype)
    start = theta.copy()

    run(name, theta, gradients)

    # every step adds the error of its own change, and half an eps of where theta has come to
    change = RATE * largest
    farthest = 1.0 + STEPS * change
    allowed = np.finfo(dtype).eps * STEPS * (roundings * change + farthest / 2)
    with localcontext(prec=60):
        for j, got in enumerate(theta):
            want = formula(Decimal(float(start[j])), [Decimal(float(g)) for g in gradients[:, j]])
            assert abs(Decimal(float(got)) - want) <= Decimal(float(allowed))


@each
@dtypes
def test_a_step_works_in_place_and_keeps_the_dtype(name, dtype):
    theta, gradients = problem(dtype)
    flat = np.concatenate([theta, [dtype(7.0)]])
    kept = gradients.copy()

    memory = run(name, flat[:-1], gradients)

    assert flat.dtype == dtype
    assert all(vector.dtype == dtype for vector in memory)
    assert flat[-1] == 7.0
    assert (flat[:-1] != theta).all()
    assert (gradients == kept).all()
    assert all((vector != 0.0).all() for vector in memory)


@each
def test_every_number_moves_by_itself(name):
    theta, gradients = problem(np.float64)
    alone = theta[2:3].copy()
    run(name, theta, gradients)
    run(name, alone, gradients[:, 2:3])
    assert alone[0] == theta[2]


@each
@dtypes
@pytest.mark.parametrize("size", [1, 15, 16, 33, 1000])
def test_machine_code_takes_the_same_step_to_the_last_bit(name, dtype, size):
    rng = np.random.default_rng(size)
    theta, gradients = (
        rng.standard_normal(size).astype(dtype),
        rng.standard_normal((5, size)).astype(dtype),
    )
    gradients[2] *= dtype(1e-20)
    other = theta.copy()
    memory = run(name, theta, gradients)
    other_memory = run(name, other, gradients, compiled_step)
    assert theta.tobytes() == other.tobytes()
    assert [one.tobytes() for one in memory] == [one.tobytes() for one in other_memory]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("spoilt", [np.nan, np.inf, -np.inf, None])
@pytest.mark.parametrize("place", [0, 15, 16, 20])
def test_machine_code_says_when_a_parameter_is_no_longer_finite(dtype, spoilt, place):
    theta, g = np.ones(21, dtype), np.zeros((1, 21), dtype)
    g[0, place] = 0.0 if spoilt is None else spoilt
    told = []
    run("sgd", theta, g, lambda *arguments: told.append(compiled_step(*arguments)))
    assert told == [spoilt is not None]


def test_machine_code_changes_its_part_of_the_vectors_alone():
    theta, memory = np.zeros(40, np.float32), np.zeros(40, np.float32)
    g, constants = np.ones(40, np.float32), np.array([1.0, 0.5, 0.0])
    compiled_step(be.Momentum.body, (theta, memory), g, constants, first=3, count=18)
    assert theta.tolist() == [0.0] * 3 + [-0.5] * 18 + [0.0] * 19
    assert memory.tolist() == [0.0] * 3 + [1.0] * 18 + [0.0] * 19


@each
def test_no_gradient_no_move(name):
    theta, gradients = problem(np.float64)
    start = theta.copy()
    run(name, theta, np.zeros_like(gradients))
    shrink = (1.0 - RATE * SHRINK) ** STEPS if name == "adamw" else 1.0
    np.testing.assert_allclose(theta, start * shrink, rtol=STEPS * np.finfo(float).eps * (shrink < 1.0))


def test_the_first_step_of_adam_is_the_rate_whatever_the_size_of_the_gradient():
    theta = np.zeros(3)
    run("adam", theta, np.array([[1e6, -1.0, 1e-3]]))
    # m̂/√v̂ = ±1; epsilon takes away its size over |g|
    sizes = np.array([1.0, -1.0, 1.0]) / (1.0 + EPSILON / np.array([1e6, 1.0, 1e-3]))
    np.testing.assert_allclose(theta, -RATE * sizes, rtol=600 * np.finfo(float).eps)


def test_momentum_without_decay_is_plain_descent():
    theta, gradients = problem(np.float64)
    other = theta.copy()
    velocity = np.zeros_like(theta)
    for g in gradients:
        kernels.apply_step(be.Momentum.body, (theta, velocity), g, np.array([1.0, RATE, 0.0]))
        kernels.apply_step(be.SGD.body, (other,), g, np.array([RATE]))
    assert (theta == other).all()
