"""How far two computations of one training step may be apart, if both round as their type of numbers does.

Running error analysis: beside each number of the forward and backward pass goes a bound of the difference between
two ways to compute it. A sum of k products differs by at most 2·γ(k + 1) times the sum of their sizes, however the
products are added, where γ(k) = k·u and u is the unit roundoff. An activation is evaluated at both ends of the
interval that its argument is in, so that kinks and jumps are in the bound.
"""

import numpy as np

from barreleye.activations import Elementwise

VALUE, SLOPE = 8, 16  # u: twice what the library and the page promise, 2 and 4 units in the last place
STEP = 16  # operations of an optimizer's step, and then some
TINY = {"float32": 2.0**-146, "float64": 2.0**-1070}  # of subnormal numbers
LIPSCHITZ = {
    "cross_entropy": 1.0,
    "binary_cross_entropy": 0.25,
    "summed_binary_cross_entropy": 0.25,
    "squared_error": 2.0,
    "half_squared_error": 1.0,
    "huber": 1.0,
    "absolute_error": 0.0,
    "quantile": 0.0,
}


class StepBounds:
    """The bounds for one network, loss and batch.

    Parameters
    ----------
    net : FeedForward
    loss : Loss
    X, Y : array
        The batch, in the dtype of the network.
    """

    def __init__(self, net, loss, X, Y):
        self.net, self.loss, self.X, self.Y = net, loss, X.astype(float), Y
        self.u = float(np.finfo(net.dtype).eps) / 2
        self.tiny = TINY[str(net.dtype)]

    def gradient(self):
        """Return the bound of the gradient, in the order of the vector of parameters."""
        u, trace = self.u, self.net.trace(self.X.astype(self.net.dtype))
        x, off_x, passed = self.X, np.zeros_like(self.X), []
        for record, part in zip(trace.layers, self.net.parameters, strict=True):
            W, b = part.weights.astype(float), part.biases.astype(float)
            size = np.abs(x) @ np.abs(W) + np.abs(b)
            off_z = off_x @ np.abs(W) + 2 * (len(W) + 2) * u * size + self.tiny
            passed.append((x, off_x, W, record, off_z))
            x, off_x = record.a.astype(float), self._activated(record, off_z)
        dz, off = self._output(trace, off_x, passed[-1][4])
        found = []
        for k in reversed(range(len(passed))):
            x, off_x, W, record, _ = passed[k]
            rows, units = dz.shape
            size = np.abs(dz)
            of_W = np.abs(x).T @ off + off_x.T @ (size + off) + 2 * (rows + 2) * u * (np.abs(x).T @ size)
            of_b = off.sum(axis=0) + 2 * (rows + 2) * u * size.sum(axis=0)
            found.append(np.concatenate([of_W.ravel(), of_b]) + self.tiny)
            if k:
                dx, off_dx = dz @ W.T, off @ np.abs(W).T + 2 * (units + 2) * u * (size @ np.abs(W).T)
                dz, off = self._through(passed[k - 1][3], passed[k - 1][4], dx, off_dx)
        return np.concatenate(found[::-1])

    def _activated(self, record, off_z):
        z, a = record.z.astype(float), record.a.astype(float)
        if isinstance(record.activation, Elementwise):
            return self._spread(record.activation, z, off_z) + VALUE * self.u * np.abs(a) + self.tiny
        moved = 2 * off_z.max(axis=1, keepdims=True)
        size = np.abs(a) if record.activation.name == "softmax" else 1 + 0 * a
        return size * moved + VALUE * a.shape[1] * self.u * (1 + np.abs(a))

    def _through(self, record, off_z, da, off_da):
        """Return the gradient by z for that by a, and its bound."""
        z, u = record.z.astype(float), self.u
        dz = np.asarray(record.activation.vjp(z, da))
        if isinstance(record.activation, Elementwise):
            slope = np.abs(record.activation.derivative(z))
            off_slope = (
                self._spread(record.activation.derivative, z, off_z) + SLOPE * u * slope + self.tiny
            )
            return dz, off_da * (slope + off_slope) + np.abs(da) * off_slope + 4 * u * np.abs(
                dz
            ) + self.tiny
        n = z.shape[1]
        moved, most, off_most = (one.max(axis=1, keepdims=True) for one in (off_z, np.abs(da), off_da))
        return dz, np.broadcast_to(
            4 * n * moved * most + (1 + n) * off_most + 32 * n * u * most, dz.shape
        )

    def _output(self, trace, off_a, off_z):
        """Return the gradient by the last z, and its bound."""
        loss, last, u = self.loss, trace[-1], self.u
        p, off_p = (last.z, off_z) if loss.on_logits else (last.a, off_a)
        p, (rows, n) = p.astype(float), last.z.shape
        g = np.asarray(loss.gradient_per_row(p, self.Y))
        moved = off_p.max(axis=1, keepdims=True)
        share = 1.0 if loss.on_logits or loss.name == "half_squared_error" else 1.0 / n
        size = np.abs(p) + (0 if self.Y.ndim == 1 else np.abs(self.Y)) + 1
        steep = LIPSCHITZ.get(loss.name)
        if steep is None:  # the slope of the exponential is as large as itself
            steep = np.exp(p + moved)
            size = size + steep
        off = steep * share * moved + 16 * n * u * size * share
        if loss.name == "absolute_error":
            off = off + np.where(np.abs(p - self.Y) <= off_p, 2 / n, 0)
        g, off = g / rows, off / rows + 4 * u * np.abs(g) / rows
        return (g, off) if loss.on_logits else self._through(last, off_z, g, off)

    def _spread(self, function, z, off):
        with np.errstate(all="ignore"):
            middle = function(z)
            ends = [np.abs(function(z + side * off) - middle) for side in (-1, 1)]
        return np.maximum(*ends)

    def step(self, optimizer, gradient, slots, t):
        """Return the bounds of the parameters and of every slot after a step with this gradient."""
        theta = self.net.parameters.vector.astype(float)
        body = type(optimizer).body
        g, slots = gradient.astype(float), [one.astype(float) for one in slots]
        (numbers,) = optimizer.constants(np.array([float(t)]), np.array([optimizer.learning_rate]))
        # what is lost where g is added to a slot is as if g were different by so much
        off = self.gradient() + 8 * self.u * np.abs(g)
        if len(slots) > 1 or (hasattr(optimizer, "decay") and not hasattr(optimizer, "epsilon")):
            off = off + 8 * self.u * np.abs(slots[0]) / (1 - getattr(optimizer, "beta1", 0.0))
        with np.errstate(all="ignore"):
            middle = body(theta, g, *slots, *numbers)
            ways = [body(theta, g + side * off, *slots, *numbers) for side in (-1, -0.5, 0.5, 1)]
        old = [theta, *slots]
        found = []
        for k, (value, before) in enumerate(zip(middle, old, strict=True)):
            spread = np.max([np.abs(way[k] - value) for way in ways], axis=0)
            size = np.abs(value) + np.abs(before) + (np.abs(value - before) if k == 0 else 0)
            found.append(spread + STEP * self.u * size + self.tiny)
        return found
