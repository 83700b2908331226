"""The networks of some epochs of a training."""

from __future__ import annotations

from dataclasses import dataclass

from .._arguments import instance, whole_number
from ..errors import OptionError, ShapeError
from ..network import FeedForward
from ..training import History
from ._animation import MOST_FRAMES


@dataclass(frozen=True)
class Reel:
    """The networks of some epochs of a training."""

    net: FeedForward
    history: History
    epochs: tuple[int, ...]

    def at(self, frame: int) -> FeedForward:
        """Return the network as it was at a frame; the last one stays when the film of another goes on."""
        now = self.net.copy()
        now.parameters.vector = self.history.weights[self.epochs[min(frame, len(self.epochs) - 1)]]
        return now


def reel_of(net: FeedForward, history: History, frames: int) -> Reel:
    """Return so many networks of a training, at equal distances of those that were kept."""
    instance("net", net, FeedForward, "a network")
    instance("history", history, History, "a History, as fit returns it")
    many = whole_number("frames", frames, 2, MOST_FRAMES)
    last = history.best_epoch
    kept = sorted(epoch for epoch in history.weights if last is None or epoch <= last)
    if len(kept) < 2:
        raise OptionError('the history has no weights of epochs: train with fit(record="weights")')
    if history.weights[kept[0]].shape != net.parameters.vector.shape:
        raise ShapeError(
            f"the history has {history.weights[kept[0]].size:,} parameters, this network {net.parameters.size:,}:"
            " it is the history of another one"
        )
    chosen = dict.fromkeys(round(i * (len(kept) - 1) / (many - 1)) for i in range(many))
    return Reel(net, history, tuple(kept[i] for i in chosen))
