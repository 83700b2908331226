"""What a shell can complete: names of functions, and model files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from glob import escape, glob

import barreleye as be


def among(names: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    """Return what completes a word to one of some names, or the last word of a list with commas."""

    def complete(incomplete: str) -> list[str]:
        before, comma, last = incomplete.rpartition(",")
        return [f"{before}{comma}{name}" for name in names() if name.startswith(last)]

    return complete


def model_files(incomplete: str) -> list[str]:
    """Return the files that may be models; where there are none, the shell completes names of files itself."""
    return sorted(glob(f"{escape(incomplete)}*.npz"))  # noqa: PTH207  Path.glob would take ./ away


def _of_registry(module: str) -> Callable[[str], list[str]]:
    return among(lambda: getattr(be, module).names())  # the module is imported when a shell asks


activation_names, loss_names, optimizer_names = map(
    _of_registry, ("activations", "losses", "optimizers")
)
chapter_names = among(lambda: (one.name for one in be.lessons.CHAPTERS))
