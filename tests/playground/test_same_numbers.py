"""The page's engine computes what the library does: every activation, loss and optimizer, one step at a time."""

import logging

import pytest

from barreleye import activations, losses, optimizers
from support.page_steps import DTYPES, OPTIMIZERS, check_steps
from support.written import TOOLS

pytestmark = pytest.mark.skipif(TOOLS["node"] is None, reason="the page's engine runs under node here")

STEPS = 200


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("loss", losses.names())
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda one: type(one).__name__)
def test_two_hundred_steps_for_every_loss_and_optimizer(engine, dtype, loss, optimizer):
    worst = check_steps(engine, activations.get("tanh"), losses.get(loss), optimizer, dtype, STEPS)
    assert worst < 1.0


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("activation", activations.names())
@pytest.mark.parametrize("loss", ["cross_entropy", "squared_error"])
def test_two_hundred_steps_for_every_activation(engine, dtype, activation, loss, caplog):
    caplog.set_level(logging.ERROR)
    check_steps(
        engine, activations.get(activation), losses.get(loss), optimizers.get("adam"), dtype, STEPS
    )
