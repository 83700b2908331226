"""What a damaged table does to those who read it: a sentence or a table, in little memory and time."""

import signal
import time
from pathlib import Path

import barreleye as be
from barreleye._text import printable
from barreleye.errors import BarreleyeError
from barreleye.tables import read_table

from .command import barreleye
from .damaged_tables import TABLE, originals
from .judged import Verdict

# Whatever the file: what polars takes for itself. Besides, so many times the file.
FLOOR, TIMES = 2**27, 60
SECONDS = 10.0
ALARM = 60  # seconds after which the work is broken off


class TableJudge:
    """Reads damaged tables in the ways they are read, and holds what happens against what is promised."""

    def __init__(self, folder):
        self.path, self.model, self.output = folder / "damaged", folder / "model.npz", folder / "answers"
        be.fit_table(TABLE, "price", hidden=(4,), epochs=2, progress=False).model.save(self.model)
        self.originals = originals()
        signal.signal(signal.SIGALRM, _too_long)
        for original in self.originals:  # whatever is made once is made now
            assert self.verdict(original, original.content).refused == ""

    def verdict(self, original, content):
        """Read a file and predict for it; return what came of it. AssertionError if that breaks a promise."""
        self.path.write_bytes(content)
        memory, before = (
            _peak(anew=True),
            time.process_time(),
        )  # of this process: the machine may be busy
        refused = self._read() or self._predict(whole=content == original.content)
        seconds = time.process_time() - before
        assert seconds < SECONDS, f"{seconds:.2f} s"
        share = (_peak() - memory) / (TIMES * len(content) + FLOOR)
        assert share < 1.0, f"{share:.2f} of the memory allowed for a file of {len(content):,} bytes"
        return Verdict(refused, share, seconds)

    def _read(self):
        """Return the sentence with which a table is refused; nothing if it is read."""
        try:
            table = read_table(self.path)
            lengths = {len(column.values) for column in table if column.kind != "unreadable"}
        except BarreleyeError as error:
            message = str(error)
            assert len(message) < 3000 + len(str(self.path))
            assert printable(message) == message, ascii(message)
            return message
        assert lengths <= {len(table)}
        notes = (*table.notes, *(column.note for column in table))
        assert not [note for note in notes if printable(note) != note]
        return ""

    def _predict(self, whole):
        """Return the sentence with which a table that can be read is not answered; nothing if it is."""
        self.output.unlink(missing_ok=True)
        result = barreleye("predict", self.model, self.path, "--output", self.output, "--ignore-extra")
        if result.code == 0:
            assert self.output.exists()
            return ""
        assert (result.code, result.out, result.err.count("\n")) == (2, "", 1), result
        assert result.err.startswith("error: ")
        assert not whole, result.err
        assert not self.output.exists()
        return result.err


def _too_long(*_):
    raise AssertionError(f"nothing came of it in {ALARM} s")


def _peak(anew=False):
    """Return the largest memory of this process, ever or since it was asked anew, in bytes. Linux only."""
    if anew:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(status.split("VmHWM:")[1].split()[0])
