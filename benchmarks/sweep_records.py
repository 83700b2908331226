"""What a sweep has found so far: one small file per function, direction, engine and stride."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sweep_keys import code_key

from support.sweep import Tally

PROMISED = 0.51


@dataclass
class Record:
    """The tally of one function, direction and engine, and the blocks it holds."""

    name: str
    of: str
    engine: str
    key: str
    blocks: set[int] = field(default_factory=set)
    tally: Tally = field(default_factory=Tally)

    @property
    def title(self) -> str:
        """Name it in a sentence."""
        return f"{self.name} {self.of} ({self.engine})"

    def kept(self) -> bool:
        """Say whether the promise holds."""
        t = self.tally
        return t.worst <= PROMISED and t.nan == t.infinite == t.signs == t.back == 0


class State:
    """The records in a folder. One whose code has changed since counts as empty."""

    def __init__(self, folder: Path, stride: int) -> None:
        self.folder, self.stride = folder, stride
        self._records: dict[tuple[str, str, str], Record] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def record(self, name: str, of: str, engine: str) -> Record:
        """Return what is known."""
        found = self._records.get((name, of, engine))
        if found is None:
            found = Record(name, of, engine, code_key(name, of, engine))
            path = self._path(found)
            if path.exists():
                known = json.loads(path.read_text())
                if known["key"] == found.key:
                    found.blocks, found.tally = set(known["blocks"]), Tally(**known["tally"])
            self._records[name, of, engine] = found
        return found

    def add(self, name: str, of: str, engine: str, block: int, tally: Tally) -> None:
        """Add a block, on disk too."""
        record = self.record(name, of, engine)
        record.tally.merge(tally)
        record.blocks.add(block)
        known = {"key": record.key, "blocks": sorted(record.blocks), "tally": asdict(record.tally)}
        replace(self._path(record), json.dumps(known))

    def _path(self, record: Record) -> Path:
        return self.folder / f"{record.name}-{record.of}-{record.engine}-{self.stride}.json"


def replace(path: Path, text: str) -> None:
    """Write beside, then rename: what is read is always whole."""
    beside = path.with_suffix(".part")
    beside.write_text(text)
    beside.replace(path)
