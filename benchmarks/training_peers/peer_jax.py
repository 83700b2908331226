"""Training with JAX: a whole epoch in one ``jit``, its steps in a ``lax.scan``, Adam by hand."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from works import BETA1, BETA2, EPSILON, Work

VERSIONS = f"JAX {jax.__version__}"
ACTIVATIONS = {"tanh": jnp.tanh, "relu": jax.nn.relu, "selu": jax.nn.selu}


def loss_of(work: Work, parameters: Any, x: jax.Array, y: jax.Array) -> jax.Array:
    """Return the mean loss of a batch."""
    for W, b in parameters[:-1]:
        x = ACTIVATIONS[work.activation](x @ W + b)
    W, b = parameters[-1]
    z = x @ W + b
    if not work.labels:
        return jnp.mean((z - y) ** 2)
    return -jnp.take_along_axis(jax.nn.log_softmax(z), y[:, None], 1).mean()


def step(work: Work, state, batch):
    """Take one step: passes forward and back, and Adam."""
    x, y, rate, root = batch
    loss, gradients = jax.value_and_grad(partial(loss_of, work))(state[0], x, y)
    m = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, state[1], gradients)
    v = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, state[2], gradients)
    move = lambda p, m, v: p - rate * m / (jnp.sqrt(v) * root + EPSILON)  # noqa: E731  one line
    return (jax.tree.map(move, state[0], m, v), m, v), loss


@partial(jax.jit, static_argnums=0, donate_argnums=1)
def epoch_of(work: Work, state, X, y, order, rates, roots):
    """Go through all rows once and return their mean loss; an odd last batch comes after the scan."""
    X, y = (X, y) if order is None else (X[order], y[order])
    batch = min(work.batch, len(X))
    whole = len(X) // batch
    end = whole * batch
    cut = lambda a: a[:end].reshape(whole, batch, *a.shape[1:])  # noqa: E731  one line
    state, losses = jax.lax.scan(
        partial(step, work), state, (cut(X), cut(y), rates[:whole], roots[:whole])
    )
    total = losses.sum() * batch
    if end < len(X):
        state, last = step(work, state, (X[end:], y[end:], rates[whole], roots[whole]))
        total += last * (len(X) - end)
    return state, total / len(X)


class Jax:
    """Epochs as calls of compiled code."""

    def __init__(self, work: Work, threads: int) -> None:
        del threads  # the driver pins them
        jax.config.update("jax_enable_x64", work.dtype == "float64")
        self.work = work

    def begin(self, X: np.ndarray, y: np.ndarray) -> None:
        """Take rows, write the first weights, forget what Adam remembers."""
        self.X, self.y = jnp.asarray(X), jnp.asarray(y)
        parameters = [(jnp.array(W), jnp.array(b)) for W, b in self.work.weights()]
        self.state = (parameters, *(jax.tree.map(jnp.zeros_like, parameters) for _ in range(2)))
        jax.block_until_ready((self.X, self.y, self.state))

    def train(self, epochs: int) -> list[float]:
        """Call one epoch after another; the losses are waited for at the end."""
        steps, losses = -(-len(self.X) // self.work.batch), []
        for epoch in range(epochs):
            order, scales = self.work.order(len(self.X), epoch), self.work.scales(steps, epoch)
            self.state, loss = epoch_of(self.work, self.state, self.X, self.y, order, *scales)
            losses.append(loss)
        jax.block_until_ready(self.state)
        return [float(loss) for loss in losses]
