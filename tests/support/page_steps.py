"""Steps of training on the page beside those of the library."""

import numpy as np

import barreleye as be
from barreleye import optimizers
from barreleye.activations import Elementwise
from barreleye.optimizers import CompiledOptimizer
from support.page_engine import described
from support.step_bounds import StepBounds

DTYPES = ("float32", "float64")
OPTIMIZERS = [
    one for name in optimizers.names() if isinstance(one := optimizers.get(name), CompiledOptimizer)
]


def problem(activation, loss, dtype, seed=0):
    """Return a small network with this activation, and a batch that fits the loss."""
    rng = np.random.default_rng(seed)
    output = loss.outputs[0] if loss.outputs else "linear"
    if not loss.outputs and isinstance(activation, Elementwise):
        output = activation
    net = be.Network(2, [be.Dense(3, activation), be.Dense(2, output)], seed=seed, dtype=dtype)
    net.parameters.vector[:] += 0.1 * rng.normal(size=net.parameters.size)
    X = rng.normal(size=(4, 2)).astype(dtype)
    if loss.target == "classes":
        return net, X, np.array([0, 1, 1, 0])
    if loss.target == "yes or no":
        return net, X, rng.integers(0, 2, size=(4, 2)).astype(dtype)
    return net, X, rng.uniform(0.1, 0.9, size=(4, 2)).astype(dtype)


def run_of_the_library(net, X, Y, loss, optimizer, steps):
    """Return the parameters and slots before and after every step of one batch each."""
    states = []

    def note(_):
        states.append([net.parameters.vector.copy(), *(v.copy() for v in net._optimizer_state.vectors)])

    start = net.parameters.vector.copy()
    net.fit(
        X, Y, loss=loss, optimizer=optimizer, epochs=steps, batch_size=len(X), callbacks=note,
        engine="numpy", progress=False,
    )  # fmt: skip
    return [[start, *(np.zeros_like(start) for _ in states[0][1:])], *states]


def check_steps(engine, activation, loss, optimizer, dtype, steps):
    net, X, Y = problem(activation, loss, dtype)
    states = run_of_the_library(net, X, Y, loss, optimizer, steps)
    found = engine(
        """
        const net = new engine.Network(description);
        const state = new engine.OptimizerState(net, choice);
        return states.map((before, t) => {
          net.vector.set(before[0]);
          state.slots.forEach((slot, k) => slot.set(before[k + 1]));
          state.steps = t;
          const loss = engine.step(net, state, { X, Y, rows }, name);
          return [net.vector.slice(), ...state.slots.map((one) => one.slice())];
        });
        """,
        description=described(net), states=states[:-1], X=X.ravel(), rows=len(X), name=loss.name,
        Y=Y.astype(np.int32) if loss.target == "classes" else Y.ravel(), choice=choice_of(optimizer),
    )  # fmt: skip
    worst = 0.0
    twin = net.copy()
    for t, (before, after, given) in enumerate(zip(states, states[1:], found, strict=False)):
        twin.parameters.vector = before[0]
        gradient = twin.gradients(X, Y, loss).vector
        bounds = StepBounds(twin, loss, X, Y).step(optimizer, gradient, before[1:], t + 1)
        for wanted, got, bound in zip(after, given, bounds, strict=True):
            off = np.abs(got.astype(float) - wanted.astype(float))
            assert (off <= bound).all(), (t, off.max(), bound[np.argmax(off - bound)])
            worst = max(worst, float((off / bound).max()))
    return worst


def choice_of(optimizer):
    options = {k: v for k, v in vars(optimizer).items() if k != "learning_rate"}
    return {
        "name": type(optimizer).__name__.lower(),
        "rate": optimizer.learning_rate,
        "options": options,
    }


def drift(engine, activation, loss, optimizer, dtype, steps):
    """Return how far a free run of so many steps is from the library's, relative to the largest parameter."""
    net, X, Y = problem(activation, loss, dtype)
    start = net.parameters.vector.copy()
    wanted = run_of_the_library(net, X, Y, loss, optimizer, steps)[-1][0]
    found = engine(
        """
        const net = new engine.Network(description, start);
        const state = new engine.OptimizerState(net, choice);
        for (let t = 0; t < steps; t++) engine.step(net, state, { X, Y, rows }, name);
        return net.vector;
        """,
        description=described(net), start=start, X=X.ravel(), rows=len(X), name=loss.name, steps=steps,
        Y=Y.astype(np.int32) if loss.target == "classes" else Y.ravel(), choice=choice_of(optimizer),
    )  # fmt: skip
    return float(np.abs(found.astype(float) - wanted).max() / np.abs(wanted).max())
