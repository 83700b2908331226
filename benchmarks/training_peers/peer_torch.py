"""Training with PyTorch: eager as it is usually written, and a whole step compiled."""

from __future__ import annotations

import itertools

import numpy as np
import torch
from works import BETA1, BETA2, EPSILON, RATE, Work

F = torch.nn.functional
VERSIONS = f"PyTorch {torch.__version__}"
ACTIVATIONS = {"tanh": torch.tanh, "relu": torch.relu, "selu": F.selu}
MODULES = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU, "selu": torch.nn.SELU}


class Rows:
    """The rows, and their batches in the order of an epoch."""

    def __init__(self, work: Work, X: np.ndarray, y: np.ndarray) -> None:
        self.work, self.X, self.y = work, torch.from_numpy(X), torch.from_numpy(y)
        self.sizes = torch.tensor([len(x) for x in self.X.split(work.batch)], dtype=self.X.dtype)

    def batches(self, epoch: int) -> zip[tuple[torch.Tensor, torch.Tensor]]:
        """Shuffle the rows once and cut them."""
        X, y, order = self.X, self.y, self.work.order(len(self.X), epoch)
        if order is not None:
            places = torch.from_numpy(order)
            X, y = X.index_select(0, places), y.index_select(0, places)
        return zip(X.split(self.work.batch), y.split(self.work.batch), strict=True)

    def mean(self, losses: list[torch.Tensor]) -> float:
        """Return the mean loss of all rows from the means of the batches."""
        return float(torch.stack(losses) @ self.sizes) / len(self.X)


class Eager:
    """Modules, autograd and ``torch.optim.Adam`` in a plain loop."""

    def __init__(self, work: Work, threads: int) -> None:
        torch.set_num_threads(threads)
        self.work, self.kind = work, getattr(torch, work.dtype)
        pairs = list(itertools.pairwise(work.widths))
        self.linear = [torch.nn.Linear(n, m, dtype=self.kind) for n, m in pairs]
        hidden = [(layer, MODULES[work.activation]()) for layer in self.linear[:-1]]
        self.model = torch.nn.Sequential(*itertools.chain(*hidden), self.linear[-1])
        self.loss = F.cross_entropy if work.labels else F.mse_loss

    def begin(self, X: np.ndarray, y: np.ndarray) -> None:
        """Take rows, write the first weights, make a fresh Adam."""
        self.rows = Rows(self.work, X, y)
        with torch.no_grad():
            for layer, (W, b) in zip(self.linear, self.work.weights(), strict=True):
                layer.weight.copy_(torch.from_numpy(W.T))
                layer.bias.copy_(torch.from_numpy(b))
        parameters = self.model.parameters()
        self.optimizer = torch.optim.Adam(parameters, RATE, (BETA1, BETA2), EPSILON, foreach=True)

    def train(self, epochs: int) -> list[float]:
        """Go over the batches; nothing waits for a loss before the epoch ends."""
        means = []
        for epoch in range(epochs):
            losses = []
            for x, y in self.rows.batches(epoch):
                self.optimizer.zero_grad()
                loss = self.loss(self.model(x), y)
                loss.backward()
                self.optimizer.step()
                losses.append(loss.detach())
            means.append(self.rows.mean(losses))
        return means


def step_of(work: Work):
    """Return a function that takes one step in place: passes forward and back, and Adam."""
    function, criterion = ACTIVATIONS[work.activation], F.cross_entropy if work.labels else F.mse_loss
    layers = len(work.widths) - 1

    def loss_of(parameters: list[torch.Tensor], x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        for i in range(layers):
            x = torch.addmm(parameters[2 * i + 1], x, parameters[2 * i])
            x = x if i == layers - 1 else function(x)
        return criterion(x, y)

    def step(state, x, y, rate, root):
        gradients, loss = torch.func.grad_and_value(loss_of)(state[0], x, y)
        for p, g, m, v in zip(state[0], gradients, state[1], state[2], strict=True):
            m.lerp_(g, 1 - BETA1)
            v.mul_(BETA2).addcmul_(g, g, value=1 - BETA2)
            p.sub_(rate * m / (v.sqrt() * root + EPSILON))
        return loss

    return step


class Compiled:
    """``torch.compile`` of a whole step as one graph; an odd last batch gets code of its own."""

    def __init__(self, work: Work, threads: int) -> None:
        torch.set_num_threads(threads)
        torch.compiler.reset()  # what was compiled for the last workload only slows the search down
        self.work = work
        self.step = torch.compile(step_of(work), dynamic=False, fullgraph=True)

    def begin(self, X: np.ndarray, y: np.ndarray) -> None:
        """Take rows, write the first weights, forget what Adam remembers."""
        self.rows = Rows(self.work, X, y)
        parameters = [torch.from_numpy(one) for pair in self.work.weights() for one in pair]
        memories = [[torch.zeros_like(p) for p in parameters] for _ in range(2)]
        self.state = [parameters, *memories]

    def train(self, epochs: int) -> list[float]:
        """Go over the batches."""
        means, steps = [], len(self.rows.sizes)
        for epoch in range(epochs):
            scales = [torch.from_numpy(scale).unbind() for scale in self.work.scales(steps, epoch)]
            batches = zip(self.rows.batches(epoch), *scales, strict=True)
            losses = [self.step(self.state, x, y, rate, root) for (x, y), rate, root in batches]
            means.append(self.rows.mean(losses))
        return means
