"""Frames as the bytes of a GIF, APNG, WebP or MP4 file."""

from __future__ import annotations

import base64
import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError, MissingExtraError

Image: TypeAlias = NDArray[np.uint8]
"""Red, green and blue, shape (height, width, 3)."""
_PALETTE = 64


def _gif(images: Iterator[Image], fps: int, hold: float, *, loop: bool) -> bytes:
    """One palette for all frames, so that colours stand still; it is that of all frames together."""
    frames = list(_pillow_images(images))
    palette = _together(frames).quantize(_PALETTE, dither=0)
    drawn = [frame.quantize(palette=palette, dither=0) for frame in frames]
    return _written(drawn, "GIF", fps, hold, {"loop": 0} if loop else {}, optimize=False, disposal=1)


def _together(frames: list[Any]) -> Any:  # noqa: ANN401  Pillow images
    """Return some frames side by side."""
    some = frames[:: max(1, len(frames) // 6)]
    width, height = some[0].size
    sheet = _pillow().new("RGB", (width * len(some), height))
    for i, frame in enumerate(some):
        sheet.paste(frame, (i * width, 0))
    return sheet


def _apng(images: Iterator[Image], fps: int, hold: float, *, loop: bool) -> bytes:
    return _written(list(_pillow_images(images)), "PNG", fps, hold, {"loop": 0 if loop else 1})


def _webp(images: Iterator[Image], fps: int, hold: float, *, loop: bool) -> bytes:
    frames = list(_pillow_images(images))
    return _written(frames, "WEBP", fps, hold, {"loop": 0 if loop else 1}, quality=85, method=3)


def _written(
    frames: list[Any],
    kind: str,
    fps: int,
    hold: float,
    loop: dict[str, int],
    **how: Any,  # noqa: ANN401  of Pillow
) -> bytes:
    buffer = io.BytesIO()
    times = [1000 // fps] * len(frames)
    times[-1] += round(1000 * hold)
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:], duration=times, **loop, **how)
    return buffer.getvalue()


def _mp4(images: Iterator[Image], fps: int, hold: float, *, loop: bool) -> bytes:  # noqa: ARG001
    frames = list(images)
    height, width, _ = frames[0].shape
    frames += frames[-1:] * round(hold * fps)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "film.mp4"
        command = [
            _ffmpeg(), "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}",
            "-r", str(fps), "-i", "-", "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-c:v", "libx264",
            "-pix_fmt", "yuv420p", "-movflags", "+faststart", str(target),
        ]  # fmt: skip
        pixels = b"".join(frame.tobytes() for frame in frames)
        done = subprocess.run(command, input=pixels, capture_output=True, check=False)  # noqa: S603  no shell
        if done.returncode or not target.exists():
            said = (
                done.stderr.decode(errors="replace").strip() or f"it ended with code {done.returncode}"
            )
            raise DataError(f"ffmpeg wrote no film: {said}")
        return target.read_bytes()


def _ffmpeg() -> str:
    """Return the path of a program that writes MP4 files."""
    found = shutil.which("ffmpeg")
    if found is None:
        try:
            found = import_module("imageio_ffmpeg").get_ffmpeg_exe()
        except (ImportError, RuntimeError) as error:
            raise MissingExtraError(
                "an MP4 film needs ffmpeg: install it, or pip install imageio-ffmpeg; a .gif, .png or .webp"
                " film needs neither"
            ) from error
    return found


def _pillow() -> Any:  # noqa: ANN401  a module
    return import_module("PIL.Image")  # matplotlib needs Pillow, so that it is there


def _pillow_images(images: Iterator[Image]) -> Iterator[Any]:
    fromarray = _pillow().fromarray
    return (fromarray(image) for image in images)


def in_base64(content: bytes) -> str:
    """Return bytes as text for a page."""
    return base64.b64encode(content).decode()


ENCODERS: Mapping[str, Callable[..., bytes]] = {
    ".gif": _gif, ".png": _apng, ".apng": _apng, ".webp": _webp, ".mp4": _mp4,
}  # fmt: skip
"""By the ending of a file's name, what makes it of frames, their rate, and how long the last one stands."""
