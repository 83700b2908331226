"""A film: frames that are drawn one after the other, and written as one file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .._arguments import instance, is_whole, real, whole_number
from .._files import as_path, refuse_unwritable, write_whole
from .._text import listed, shown
from ..errors import OptionError
from ..figures import require_matplotlib
from ..figures._theme import colours, in_colours
from ..training import progress_bar
from ._encoders import ENCODERS, in_base64

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_FRAMES = 120
"""A longer film tires who looks, and fills a page."""
_RATES = (1, 2, 4, 5, 10, 20, 25, 50)  # GIF counts the time of a frame in hundredths of a second
_MOST_DOTS, _MOST_SECONDS = 600, 60.0


class Animation:
    """A film of figures. A notebook shows it; :meth:`save` writes a file.

    Parameters
    ----------
    frames : sequence of callable
        Each returns one figure; all have the same size. They are drawn in the theme in which the film is made.
    alt_text : str
        What the film shows, for those who do not see it.
    fps : int
        Frames per second.
    """

    def __init__(self, frames: Sequence[Callable[[], Figure]], alt_text: str, *, fps: int = 10) -> None:
        self.frames, self.alt_text, self.fps = tuple(frames), alt_text, _rate(fps)
        self._colours = colours()  # those of the theme in which the film was made

    def __len__(self) -> int:
        return len(self.frames)

    def __getitem__(self, frame: int) -> Figure:
        """Draw one frame and return its figure."""
        with in_colours(self._colours):
            return self.frames[whole_number("a frame", frame, -len(self), len(self) - 1)]()

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        fps: int | None = None,
        dpi: int = 100,
        loop: bool = True,
        hold_last: float = 1.0,
        progress: bool = True,
    ) -> None:
        """Write the film: ``.gif``, ``.png`` or ``.apng``, ``.webp``, or ``.mp4``.

        Parameters
        ----------
        path : path
            Its ending says which kind of file.
        fps : int, optional
            Frames per second: 1, 2, 4, 5, 10, 20, 25 or 50.
        dpi : int
            Dots per inch, 1 to 600. Films are 7.2 inches wide.
        loop : bool
            Whether the film begins again at its end; an MP4 leaves that to who shows it.
        hold_last : float
            How many seconds the last frame stands still, 0 to 60.
        progress : bool
            Whether to show a progress bar on standard error, if that is a terminal or a notebook.

        Raises
        ------
        OptionError
            The ending is of no kind that can be written, or an option does not fit.
        DataError
            The file cannot be written.
        MissingExtraError
            An MP4 file needs ffmpeg, or a film Pillow.
        """
        target = as_path(path)
        encode = ENCODERS.get(target.suffix.lower())
        if encode is None:
            raise OptionError(
                f"a film is a file that ends with {listed(ENCODERS, 'or')}, got {shown(str(target))}"
            )
        refuse_unwritable(target)
        hold = real(hold_last)
        if not 0.0 <= hold <= _MOST_SECONDS:
            raise OptionError(
                f"hold_last is a number of seconds from 0 to {_MOST_SECONDS:g}, got {shown(hold_last)}"
            )
        instance("loop", loop, bool, "True or False")
        instance("progress", progress, bool, "True or False")
        dpi = whole_number("dpi", dpi, 1, _MOST_DOTS)
        rate = self.fps if fps is None else _rate(fps)
        with progress_bar(len(self), "drawing", shown=progress) as advance:
            film = encode(self._images(dpi, advance), rate, hold, loop=loop)
        write_whole(target, film)

    def _images(
        self, dpi: int, advance: Callable[[], object] = lambda: None
    ) -> Iterator[NDArray[np.uint8]]:
        """Draw the frames one by one, shape (height, width, 3) each."""
        require_matplotlib()
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415  an extra

        places: list[Any] = []
        for k in range(len(self)):
            figure: Any = self[k]
            figure.set_dpi(dpi)
            if len(places) == len(figure.axes):  # what stands still does not need to be laid out again
                figure.set_layout_engine("none")
                for axes, place in zip(figure.axes, places, strict=True):
                    axes.set_position(place)
            canvas: Any = FigureCanvasAgg(figure)
            canvas.draw()
            places = [axes.get_position() for axes in figure.axes]
            yield np.ascontiguousarray(np.asarray(canvas.buffer_rgba())[..., :3])
            advance()

    def _repr_html_(self) -> str:
        film = ENCODERS[".webp"](self._images(100), self.fps, 1.0, loop=True)
        return f'<img alt="{escape(self.alt_text)}" src="data:image/webp;base64,{in_base64(film)}">'

    def __repr__(self) -> str:
        return f"Animation({len(self)} frames, {len(self) / self.fps:g} s: {self.alt_text})"


def _rate(fps: object) -> int:
    if not (is_whole(fps) and fps in _RATES):
        rates = ", ".join(map(str, _RATES[:-1]))
        raise OptionError(f"fps, the frames per second, is {rates} or {_RATES[-1]}, got {shown(fps)}")
    return int(fps)
