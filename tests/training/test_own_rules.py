"""Rules that users write: whatever a body or its constants return is taken as meant, or refused in a sentence."""

from dataclasses import dataclass

import numpy as np
import pytest

import barreleye as be

ENGINES = ("auto", "numpy", "compiled")


@dataclass(frozen=True)
class Own(be.optimizers.CompiledOptimizer):
    learning_rate: float = 0.01
    n_slots = 1

    def constants(self, t, rate):  # noqa: ARG002  what a rule is asked
        return rate[:, None]


def rule(body, constants=None):
    """Return a rule with a body and, if it has some of its own, constants."""
    members = {"body": staticmethod(body)}
    if constants is not None:
        members["constants"] = constants
    return type("CompiledOptimizer", (Own,), members)()


def fitted(optimizer, engine):
    net = be.mlp(2, [3], 1, seed=0)
    net.fit(
        [[0.5, 1.0], [1.0, -1.0]],
        [1.0, 2.0],
        optimizer=optimizer,
        engine=engine,
        epochs=3,
        progress=False,
    )
    return net.parameters.vector


def good(theta, g, m, rate):
    return theta - g * rate, m


BODIES = {
    "one too few": (lambda theta, g, _, rate: (theta - g * rate,), "a tuple of 2, .* got one of 1$"),
    "one too many": (lambda theta, g, m, _: (theta, g, m), "a tuple of 2, .* got one of 3$"),
    "no tuple": (lambda theta, g, _, rate: theta - g * rate, "a tuple of 2, .* got no tuple$"),
    "nothing": (lambda *_: None, "a tuple of 2, .* got no tuple$"),
    "a word": (lambda theta, *_: (theta, "a"), "computes (one number .* got )?'a'"),
    "a complex number": (lambda theta, *_: (theta, 1j), "computes (one number .* got )?1j"),
    "three numbers": (
        lambda theta, *_: (theta, np.zeros(3)),
        "computes (one number .* got )?array",
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_returns_something_else_is_refused(body, engine):
    made, words = BODIES[body]
    with pytest.raises(be.errors.OptionError, match=words):
        fitted(rule(made), engine)


CONSTANTS = {
    "a word": (lambda *_: "no", "must hold real numbers"),
    "one row": (lambda _, __, rate: rate, r"a row for each step, got shape \(1,\) for 1 steps"),
    "a row too many": (
        lambda _, t, __: np.ones((len(t) + 1, 1)),
        r"a row for each step, got shape \(2, 1\) for 1 steps",
    ),
    "unequal rows": (lambda *_: [[1.0], [1.0, 2.0]], "a list of unequal parts"),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("constants", CONSTANTS)
def test_constants_that_are_no_table_are_refused(constants, engine):
    made, words = CONSTANTS[constants]
    with pytest.raises(be.errors.BarreleyeError, match=words):
        fitted(rule(good, made), engine)


def test_a_number_that_is_the_same_for_all_is_taken_by_both_engines():
    same = rule(lambda theta, g, m, rate: (theta - (g + m) * rate, 1.0))
    results = [fitted(same, engine) for engine in ENGINES]
    assert (results[0] == results[2]).all()
    np.testing.assert_allclose(results[0], results[1], rtol=1e-5, atol=1e-6)
    assert not np.allclose(results[0], fitted(rule(good), "numpy"), atol=1e-4)
