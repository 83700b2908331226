"""What a damaged file does to those who read it: an own error or a whole model, little memory, little time."""

import time
import tracemalloc
from dataclasses import dataclass

import numpy as np

import barreleye as be

from .damage import Original

# Whatever the file: Python's own objects for a description (10,000 values of up to 100 bytes), messages, buffers.
FLOOR = 2**20
SECONDS = 1.0


@dataclass(frozen=True)
class Verdict:
    """What came of one file.

    Attributes
    ----------
    refused : str
        The message; empty if the file was read.
    memory : float
        The peak, less what the layers need, as a share of three times the file and a MiB.
    seconds : float
    """

    refused: str
    memory: float
    seconds: float


class Judge:
    """Reads damaged files in the way they are read, and holds what happens against what is promised."""

    def __init__(self, folder):
        self.path = folder / "damaged.npz"
        self._needed = {}
        self._run_options = {}
        self.originals = [
            self._network(folder, "float32", "softmax"), self._network(folder, "float64", "sigmoid"),
            self._table(folder, "price"), self._table(folder, "colour"),
            self._run(folder, "plain", optimizer=be.SGD(0.1), validation=None, early_stopping=None),
            self._run(folder, "all", record="epoch", optimizer=be.Adam(be.schedules.ReduceOnPlateau(0.01)),
                      early_stopping=be.EarlyStopping(5, monitor="val_accuracy")),
        ]  # fmt: skip
        for original in self.originals:  # whatever is made once is made now
            assert self.verdict(original, original.content).refused == ""
            self._needed[original.content] = self._peak(original)

    def verdict(self, original, content):
        """Read a file, and return what came of it; AssertionError if that breaks a promise."""
        self.path.write_bytes(content)
        before = time.process_time()  # of this process: the machine may be busy with others
        refused = self._refused(original)
        seconds = time.process_time() - before
        assert seconds < SECONDS, f"{seconds:.2f} s"
        if original.content not in self._needed:
            return Verdict(refused, 0.0, seconds)
        peak = max(self._peak(original) - self._needed[original.content], 0)
        share = peak / (3 * len(content) + FLOOR)
        assert share < 1.0, f"{peak:,} bytes for a file of {len(content):,}"
        return Verdict(refused, share, seconds)

    def _peak(self, original):
        tracemalloc.start()
        try:
            self._refused(original)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def _refused(self, original):
        """Return the message with which the file is refused, nothing if it is read; what is read is used."""
        try:
            if original.kind == "run":
                self._resume(original)
            else:
                with np.errstate(all="ignore"):  # of weights that are whatever the file says
                    self._use(be.load(self.path))
        except be.errors.BarreleyeError as error:
            message = str(error)
            assert "\n" not in message
            assert len(message) < 3000 + len(str(self.path))
            assert message.isprintable()
            return message
        return ""

    def _use(self, loaded):
        if isinstance(loaded, be.TableModel):
            loaded.predict(TABLE)
            repr(loaded)
        else:
            answers = loaded(np.zeros((2, loaded.inputs)))
            assert answers.shape == (2, loaded.outputs)
            str(loaded.summary())

    def _resume(self, original):
        net = _net()
        before = net.parameters.vector.tobytes()
        try:
            _fit(net, resume=self.path, **self._run_options[original.content])
        except be.errors.BarreleyeError:
            assert net.parameters.vector.tobytes() == before
            assert (net.history, net.classes) == (None, None)
            raise
        assert np.isfinite(net.parameters.vector).all()
        assert len(net.history) == EPOCHS

    def _network(self, folder, dtype, output):
        units, classes = (3, ["a", "ü", "c"]) if output == "softmax" else (1, None)
        layers = [be.Dense(4, be.activations.leaky_relu.with_(negative_slope=0.2)), be.Dropout(0.25)]
        net = be.Network(2, [*layers, be.Dense(units, output, name="who")], dtype=dtype, classes=classes)
        net.save(folder / "original.npz")
        return Original("network", (folder / "original.npz").read_bytes())

    def _table(self, folder, target):
        fit = be.fit_table(TABLE, target, hidden=(4,), epochs=2, progress=False)
        fit.model.save(folder / "original.npz")
        return Original("table", (folder / "original.npz").read_bytes())

    def _run(self, folder, name, **options):
        path = folder / f"{name}.npz"
        _fit(_net(), checkpoint=path, **options)
        original = Original("run", path.read_bytes())
        self._run_options[original.content] = options
        return original


EPOCHS = 3
ROWS = 30
TABLE = {
    "size": [None if i == 4 else i % 7 / 2 for i in range(ROWS)],
    "colour": [("red", "green", "blue")[i % 3] for i in range(ROWS)],
    "day": [f"2024-01-{i + 1:02d}" for i in range(ROWS)],
    "sold": [i % 2 == 0 for i in range(ROWS)],
    "price": [2.0 * (i % 7) + i % 3 + 0.5 for i in range(ROWS)],
}


def _net():
    return be.mlp(2, [4], 3, output="softmax", seed=1)


def _fit(net, **options):
    k = np.arange(60)
    X = np.column_stack([k * 7 % 13 - 6, k * 5 % 11 - 5]) / 8
    options = {"validation": 0.25, "batch_size": 16, **options}
    net.fit(X, k % 3, epochs=EPOCHS, progress=False, engine="numpy", **options)
