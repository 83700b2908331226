"""A network without time: description, parameters, and everything one can ask of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from numbers import Real
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import losses
from .._arrays import WEIGHTS, Array, Rng, make_rng, stream, whole_number
from ..errors import DataError, FileFormatError, NotCompilableError, OptionError, ShapeError
from ..kernels import Lazy, as_numbers, compiling, engine
from ..layers import Dense, Dropout, Neuron
from ..losses import Loss, row_weights
from . import _describe
from ._parameters import Parameters
from ._passes import backward, check_loss, forward, mean_loss, output_gradient, slices
from ._predictor import CompiledNetwork, Predictor, predictor_of
from ._storage import read, write
from ._targets import Targets
from ._trace import Trace
from ._views import LayerView, Summary

LossChoice: TypeAlias = str | Loss | None


class FeedForward:
    """A stack of dense layers with its parameters.

    :class:`barreleye.Network` is this class with time added: ``fit`` and ``partial_fit``.

    Parameters
    ----------
    inputs : int
        Width of the input rows.
    layers : sequence of Dense and Dropout
        From the first hidden layer to the output layer. A Dropout stands before a Dense layer; it has no
        neurons, and is not among ``net.layers``: see ``net.dropout``.
    seed : int, Generator, RandomState or None
        Where the first weights come from. None draws a fresh seed and keeps it in ``net.seed``.
    dtype : str
        ``"float32"`` or ``"float64"``.
    classes : sequence, optional
        Labels of the classes in the order of the outputs. By default they are learned by ``fit`` from
        words and booleans; whole numbers are taken as positions.

    parameters : array, shape (n_parameters,), optional
        A flat vector to take over as it is, instead of first weights drawn from the seed.

    Raises
    ------
    OptionError, UnknownNameError, ShapeError
        Something does not fit; the message says what and where.
    """

    def __init__(
        self,
        inputs: int,
        layers: Sequence[Dense | Dropout],
        *,
        seed: int | Rng | None = 0,
        dtype: str = "float32",
        classes: Sequence[Any] | None = None,
        parameters: Array | None = None,
    ) -> None:
        _describe.check(inputs, layers, dtype)
        if seed is None:
            seed = int(np.random.SeedSequence().generate_state(1)[0])
        self.inputs = int(inputs)
        is_rng = isinstance(seed, np.random.Generator | np.random.RandomState)
        self.seed = 0 if is_rng else whole_number("a seed", seed, 0)
        self._layers, self._dropout = _describe.parted(layers)
        names = _describe.layer_names(self._layers)
        blocks = Parameters.layout(self.inputs, self._layers, names)
        if parameters is None:
            size = sum(block.size for block in blocks)
            self._parameters = Parameters(blocks, _zeros(size, np.dtype(dtype)))
            rng = make_rng(seed) if is_rng else stream(WEIGHTS, self.seed)
            for layer, window in zip(self._layers, self.parameters, strict=True):
                layer.initialize(window, rng)
        else:
            self._parameters = Parameters(blocks, np.array(parameters, dtype=dtype))
        self.layers = tuple(
            LayerView(layer, name, self.parameters, i)
            for i, (layer, name) in enumerate(zip(self._layers, names, strict=True))
        )
        self._classes = None if classes is None else _describe.plain_labels(classes, self._layers[-1])

    @property
    def parameters(self) -> Parameters:
        """All numbers that were learned; write into ``parameters.vector`` to change them."""
        return self._parameters

    @property
    def classes(self) -> tuple[Any, ...] | None:
        """Labels of the classes in the order of the outputs, or None for 0, 1, 2 ..."""
        return self._classes

    @classes.setter
    def classes(self, labels: Sequence[Any] | None) -> None:
        self._classes = None if labels is None else _describe.plain_labels(labels, self._layers[-1])

    @property
    def dtype(self) -> np.dtype[Any]:
        """float32 or float64, of parameters, rows and outputs."""
        return self.parameters.vector.dtype

    @property
    def outputs(self) -> int:
        """Width of the output layer."""
        return self._layers[-1].units

    @property
    def descriptions(self) -> tuple[Dense, ...]:
        """The layers as the frozen descriptions they were made from."""
        return self._layers

    @property
    def dropout(self) -> tuple[float, ...]:
        """Which share of its inputs each layer loses at random while the network learns; mostly 0."""
        return self._dropout

    @property
    def stack(self) -> tuple[Dense | Dropout, ...]:
        """What the network was made from: its layers, and the Dropout before some of them."""
        pairs = zip(self._dropout, self._layers, strict=True)
        return tuple(
            part for rate, layer in pairs for part in ((Dropout(rate), layer) if rate else (layer,))
        )

    @property
    def targets(self) -> Targets:
        """What y means to this network."""
        return Targets(self.outputs, self._layers[-1].activation.name, self.classes)

    def __call__(self, X: ArrayLike) -> Array:
        """Return the outputs (rows, outputs) for rows X (rows, inputs): confidences, or numbers."""
        rows = self.as_rows(X)
        predictor = self._predictor if compiling() else None
        if predictor is not None:
            return predictor(rows)
        out = np.empty((len(rows), self.outputs), self.dtype)
        for part in slices(self._layers, len(rows)):
            out[part] = forward(self._layers, self.parameters, rows[part]).outputs
        return out

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return answers in the terms of y.

        A softmax network answers with class labels (rows,), a sigmoid network with yes or no
        (confidence above 1/2), any other with numbers: (rows,) for one output, else (rows, outputs).
        Confidences are what the network itself returns: ``net(X)``.
        """
        return self.targets.decode(self(X))

    def compile(self) -> CompiledNetwork:
        """Return the network as one call of machine code, for rows that come one by one.

        ``net.predict`` checks its rows, which takes longer than the answer; ``handle(row)`` does not.

        Raises
        ------
        MissingExtraError
            llvmlite is not installed (extra ``fast``).
        OptionError
            An activation cannot be compiled.

        Examples
        --------
        >>> import barreleye as be, numpy as np
        >>> handle = be.mlp(2, [8], 1, seed=0).compile()
        >>> handle(np.array([0.5, -1.0])).shape
        (1,)
        """
        with engine("compiled"):
            try:
                return CompiledNetwork(self.parameters, [layer.activation for layer in self._layers])
            except NotCompilableError as error:
                raise OptionError(f"this network cannot be compiled: {error}") from error

    def trace(self, X: ArrayLike) -> Trace:
        """Return the record of one pass: inputs, z, a and slopes of every layer, by name."""
        return forward(self._layers, self.parameters, self.as_rows(X))

    def loss(
        self,
        X: ArrayLike,
        y: ArrayLike,
        loss: LossChoice = None,
        sample_weight: ArrayLike | None = None,
    ) -> float:
        """Return the mean loss over the rows; by default the loss that belongs to the output layer."""
        chosen = self.loss_function(loss)
        rows = self.as_rows(X)
        Y = self._encoded(y, chosen, len(rows))
        weights = None if sample_weight is None else row_weights(sample_weight, len(rows))
        return self.mean_loss(rows, Y, chosen, weights)

    def mean_loss(self, rows: Array, Y: NDArray[Any], loss: Loss, weights: Array | None = None) -> float:
        """Return the mean loss over rows and answers in the network's own terms; nothing is checked.

        ``rows`` (rows, inputs) are of the network's dtype, Y as ``targets.encode`` returns it, weights
        (rows,) have mean 1.
        """
        predictor = None
        if compiling():
            predictor = self._logits if loss.on_logits else self._predictor
        if predictor is None:
            return mean_loss(self._layers, self.parameters, rows, Y, loss, weights)
        total = 0.0
        for part in slices(self._layers, len(rows)):
            of_part = None if weights is None else weights[part]
            total += float(loss.of_rows(predictor(rows[part]), Y[part], of_part)[0].sum())
        return total / len(rows)

    def gradients(
        self,
        X: ArrayLike,
        y: ArrayLike,
        loss: LossChoice = None,
        sample_weight: ArrayLike | None = None,
    ) -> Parameters:
        """Return the gradient of :meth:`loss` by every parameter, in the shape of ``net.parameters``."""
        chosen = self.loss_function(loss)
        trace = self.trace(X)
        rows = len(trace.inputs)
        Y = self._encoded(y, chosen, rows)
        weights = None if sample_weight is None else row_weights(sample_weight, rows)
        out = self.parameters.like()
        _, d_z = output_gradient(chosen, trace[-1], Y, weights)
        backward(self._layers, self.parameters, trace, d_z, out)
        return out

    def neuron(self, layer: int | str, index: int) -> Neuron:
        """Return a neuron that is a window on its column: changing it changes the network."""
        window = self.parameters[layer]
        position = (
            [b.name for b in self.parameters.blocks].index(layer) if isinstance(layer, str) else layer
        )
        width = window.weights.shape[1]
        if not -width <= index < width:
            raise OptionError(f"layer {layer} has neurons 0 to {width - 1}, got {index}")
        index %= width
        bias = None if window.biases is None else window.biases[index : index + 1]
        return Neuron.window(window.weights[:, index], bias, self._layers[position].activation)

    def summary(self) -> Summary:
        """Return a table of the layers: shape, parameters, activation, initializer; print it."""
        return Summary(self.layers, self.parameters, self._dropout)

    def loss_function(self, loss: LossChoice = None) -> Loss:
        """Return the loss by name, or the one that belongs to the output layer, checked to fit it."""
        last = self._layers[-1]
        chosen = losses.for_output(last.activation.name) if loss is None else losses.get(loss)
        check_loss(chosen, last)
        return chosen

    def as_rows(self, X: ArrayLike) -> Array:
        """Return X as rows of the network's dtype, or refuse a shape that does not fit."""
        rows = as_numbers(_mixed(X), "X")
        if rows.ndim != 2 or rows.shape[1] != self.inputs:
            raise ShapeError(_describe.explain_shape(self.parameters.blocks, rows.shape))
        with np.errstate(over="ignore"):  # 1e300 is infinite in float32; fit() names it
            return np.ascontiguousarray(rows, dtype=self.dtype)

    @Lazy
    def _predictor(self) -> Predictor | None:
        """What answers in machine code, or None if an activation cannot be compiled."""
        return predictor_of(self.parameters, [layer.activation for layer in self._layers])

    @Lazy
    def _logits(self) -> Predictor | None:
        """The same without the last activation."""
        return predictor_of(self.parameters, [*(one.activation for one in self._layers[:-1]), None])

    def __getstate__(self) -> dict[str, Any]:
        """Copy and pickle what the network is; machine code and its memory are made again."""
        made_again = {"_predictor", "_logits"}
        return {name: value for name, value in self.__dict__.items() if name not in made_again}

    def __copy__(self) -> Self:
        return self.copy()

    def copy(self) -> Self:
        """Return an independent network with the same parameters."""
        return type(self)(
            self.inputs,
            self.stack,
            seed=self.seed,
            dtype=self.dtype.name,
            classes=self.classes,
            parameters=self.parameters.vector,
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the network into one file: JSON and arrays, no pickle; written beside and renamed."""
        write(
            path,
            {"kind": "network", "network": self.describe()},
            {"parameters": self.parameters.vector},
        )

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read a network that :meth:`save` wrote; bit-equal."""
        description, arrays = read(path)
        if description.get("kind") != "network":
            raise FileFormatError(
                f"{path} holds a {description.get('kind')}, not a network: read it with barreleye.load"
            )
        return cls.from_description(
            description.get("network"), arrays.get("parameters"), where=str(path)
        )

    def describe(self) -> dict[str, Any]:
        """Return what the network is as JSON values, without its parameters."""
        return {
            "inputs": self.inputs,
            "layers": [layer.describe() for layer in self.stack],
            "seed": self.seed,
            "dtype": self.dtype.name,
            "classes": None if self.classes is None else list(self.classes),
        }

    @classmethod
    def from_description(cls, description: Any, vector: Array | None, where: str) -> Self:  # noqa: ANN401
        """Return the network of a description that :meth:`describe` made, with these parameters."""
        if vector is None:
            raise FileFormatError(f"{where} describes a network and holds no parameters")
        try:
            arguments = _describe.arguments(description)
            if vector.dtype != arguments["dtype"]:
                raise FileFormatError(
                    f"{where} describes {arguments['dtype']} numbers and holds {vector.dtype}"
                )
            return cls(**arguments, parameters=vector)
        except (KeyError, TypeError, ValueError, LookupError) as error:
            if isinstance(error, FileFormatError):
                raise
            raise FileFormatError(f"{where} does not describe a network: {error}") from error

    def _encoded(self, y: ArrayLike, loss: Loss, rows: int) -> NDArray[Any]:
        if rows == 0:
            raise DataError("there are 0 rows: a loss needs at least one")
        return self.targets.learned(y, loss).encode(y, loss, rows)

    def __repr__(self) -> str:
        layers = ", ".join(repr(layer) for layer in self.stack)
        return f"{type(self).__name__}(inputs={self.inputs}, layers=[{layers}])"


def _mixed(X: ArrayLike) -> ArrayLike:
    """Return rows whose columns are numbers of different kinds, which pandas hands over as objects."""
    array = np.asarray(X)
    if (
        array.dtype.kind == "O"
        and array.size
        and all(isinstance(v, Real | np.bool_) for v in array.flat)
    ):
        return array.astype(np.float64)
    return X


def _zeros(size: int, dtype: np.dtype[Any]) -> Array:
    try:
        return np.zeros(size, dtype)
    except (MemoryError, ValueError) as error:
        needed = f"{size * dtype.itemsize / 2**30:,.0f} GiB"
        raise OptionError(f"{size:,} parameters need {needed}: make the layers narrower") from error
