"""``barreleye warm``: compile ahead, so that no first call has to wait."""

from __future__ import annotations

import time
from contextlib import nullcontext

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from .. import _cache
from ._printing import Printing


def warm(*, printing: Printing) -> None:
    """Compile all machine code now, so that later calls need not (needs the extra 'fast').

    Examples
    --------
    Compile, or find what was compiled before:

        barreleye warm
    """
    from ..training import warm as compile_everything  # noqa: PLC0415  0.3 s, which completions do without

    began = time.perf_counter()
    columns = (
        TextColumn("compiling"),
        BarColumn(24),
        TextColumn("{task.completed}/{task.total} {task.description}"),
    )
    bars = Console(stderr=True)
    progress = Progress(*columns, console=bars, transient=True)
    bar = progress.add_task("", total=None)
    with progress if bars.is_terminal else nullcontext():
        count = compile_everything(
            lambda name, done, total: progress.update(bar, completed=done, total=total, description=name)
        )
    seconds = time.perf_counter() - began
    folder = _cache.folder()
    kept = any(folder.glob("*.o")) if folder.is_dir() else False
    console = printing.console()
    console.print(f"{count} parts are ready after {seconds:.1f} s", highlight=False)
    where = (
        f"they are kept in {folder}" if kept else f"but cannot be kept: {folder} cannot be written to"
    )
    console.print(where, highlight=False, soft_wrap=True)
    printing.document({"parts": count, "seconds": seconds, "folder": folder, "kept": kept})
