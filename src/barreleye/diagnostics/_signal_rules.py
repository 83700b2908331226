"""Rules about numbers that pass through a network: inputs, gradients, logits, the loss."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .._arrays import Array
from ..losses import Loss
from ..network import FeedForward, Parameters, Trace
from ._finding import Finding

_VANISHED, _EXPLODED = 0.08, 30.0
_LOGITS = 100.0
_SCALES, _LARGE, _OFFSET = 300.0, 100.0, 20.0
_SHARE = 0.5
_ABOVE = 8.0  # times the loss of guessing
_BEYOND = 0.02  # a few targets may be noise
_LAYERS = 4  # a gradient cannot vanish on a shorter way


def input_findings(X: Array) -> Iterator[Finding]:
    """Yield whether columns are of very different scales, or far from 0.

    Inputs from 0 to 1, such as those of words and bins, are of the right scale however rarely they differ from 0.
    """
    rows = X.astype(np.float64)
    low, high = rows.min(axis=0, initial=np.inf), rows.max(axis=0, initial=-np.inf)
    rows = rows[:, ~((low >= 0.0) & (high <= 1.0) & (high - low > _SHARE))]
    if not rows.size:
        return
    spread, mean = rows.std(axis=0), np.abs(rows.mean(axis=0))
    known = np.ptp(rows, axis=0) > 0.0  # rounding leaves a deviation of equal numbers
    if not known.any():
        return
    ratio = float(spread[known].max() / spread[known].min())
    largest = float(spread[known].max())
    offset = float((mean[known] / spread[known]).max())
    if ratio > _SCALES or largest > _LARGE or offset > _OFFSET:
        said = (
            f"standard deviations from {spread[known].min():.3g} to {largest:.3g}, means up to"
            f" {offset:.3g} standard deviations from 0"
        )
        evidence = {"ratio": ratio, "largest": largest, "offset": offset}
        yield Finding("BE010", said, evidence)


def target_findings(net: FeedForward, y: Array, loss: Loss) -> Iterator[Finding]:
    """Yield whether numbers to predict lie where the output's activation never gets."""
    if net.targets.kind != "numbers":
        return
    low, high = net.layers[-1].activation.range
    Y = net.targets.learned(y, loss).encode(y, loss, len(y)).astype(np.float64)
    share = float(((low > Y) | (high < Y)).mean())
    if share > _BEYOND:
        said = (
            f"{share:.0%} of the targets are beyond {low:g} to {high:g}, where"
            f" {net.layers[-1].activation!r} is: they go from {Y.min():.4g} to {Y.max():.4g}"
        )
        yield Finding("BE019", said, {"share": share}, net.layers[-1].name)


def gradient_findings(net: FeedForward, gradients: Parameters) -> Iterator[Finding]:
    """Yield whether gradients vanish towards the inputs, or are larger than the weights."""
    sizes = [float(np.sqrt(np.mean(np.square(part.weights, dtype=np.float64)))) for part in gradients]
    if len(sizes) >= _LAYERS and sizes[-1] > 0.0:
        ratio = sizes[0] / sizes[-1]
        if ratio < _VANISHED:
            said = f"in {net.layers[0].name} it is {ratio:.1e} of that in {net.layers[-1].name}"
            yield Finding("BE006", said, {"ratio": ratio}, net.layers[0].name)
    shares = [
        float(np.linalg.norm(gradient.weights) / (np.linalg.norm(part.weights) or 1.0))
        for gradient, part in zip(gradients, net.parameters, strict=True)
    ]
    worst = int(np.argmax(shares))
    if not shares[worst] <= _EXPLODED:
        name = net.layers[worst].name
        said = f"in {name} it is {shares[worst]:.3g} times as long as the weights"
        yield Finding("BE007", said, {"ratio": shares[worst]}, name)


def logit_findings(net: FeedForward, trace: Trace) -> Iterator[Finding]:
    """Yield whether the inputs of softmax or sigmoid are so large that they are certain of everything."""
    if net.targets.kind == "numbers" or not trace[-1].z.size:
        return
    most = float(np.abs(trace[-1].z).max())
    if not most <= _LOGITS:
        said = f"z of {trace[-1].name} is up to {most:.3g}: exp of it is {_power(most)}"
        yield Finding("BE009", said, {"largest": most}, trace[-1].name)


def _power(z: float) -> str:
    return f"1e{z / np.log(10.0):.0f}" if np.isfinite(z) else "no number"


def guessing(net: FeedForward, y: Array, loss: Loss, *, even: bool = False) -> float:
    """Return the mean loss of who knows the shares of the classes, or the mean of the numbers, alone.

    Who guesses evenly does not know the shares of classes either, as an untrained network does not.
    """
    Y = net.targets.learned(y, loss).encode(y, loss, len(y))
    if net.targets.kind == "classes":
        counts = np.bincount(Y.astype(np.int64), minlength=net.outputs) if Y.ndim == 1 else Y.sum(axis=0)
        shares = np.full(net.outputs, 1.0 / net.outputs) if even else counts / len(Y)
        constant = np.tile(shares, (len(Y), 1))
    else:
        shares = Y.astype(np.float64).mean(axis=0)
        if even and net.targets.kind != "numbers":
            shares = np.full_like(shares, 0.5)
        constant = np.tile(shares, (len(Y), 1))
    if net.targets.kind == "numbers" and loss.on_logits:  # those of the exponential
        with np.errstate(divide="ignore"):  # exp(-inf) is 0
            return loss(np.log(constant), Y)
    if not loss.on_logits:
        return float(np.asarray(loss(constant, Y)).mean())
    p = np.clip(constant[0].astype(np.float64), 1e-12, 1.0 - 1e-12)
    if net.targets.kind == "classes":
        return float(-(shares * np.log(p)).sum())
    return float(-(shares * np.log(p) + (1.0 - shares) * np.log1p(-p)).mean())


def first_loss_findings(first: float, guess: float) -> Iterator[Finding]:
    """Yield whether the loss began far above that of guessing."""
    if not first <= _ABOVE * guess and guess > 0.0:
        said = f"{first:.4g}, where guessing has {guess:.4g}"
        yield Finding("BE011", said, {"first": first, "guessing": guess})
