"""Films. Each function returns an :class:`Animation`, which draws its frames when it is saved or shown.

They need matplotlib (extra ``figures``), and raise MissingExtraError without it. MP4 files need ffmpeg besides.
"""

from ._animation import Animation
from ._by_hand_films import by_hand, data_passing
from ._sweeps import activation, neuron, overflow, pair
from ._training_films import active_shares, race, training

__all__ = [
    "Animation",
    "activation",
    "active_shares",
    "by_hand",
    "data_passing",
    "neuron",
    "overflow",
    "pair",
    "race",
    "training",
]
