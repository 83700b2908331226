"""``play``: a page of a network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import ArrayLike

from .._arguments import in_order, instance, whole_number
from .._text import counted
from ..errors import OptionError
from ..network import FeedForward
from ..tables import TableFit, TableModel
from ._html_page import Page
from ._networks import carried, findings_of
from ._presets import known_stage, presets

_MOST_PARAMETERS = 1_000_000
_SCALED = (
    " Numbers are as the network gets and gives them: those of columns, and of a target, are scaled."
)


def play(
    net: FeedForward | TableModel | TableFit | None = None,
    X: Any = None,  # noqa: ANN401  an array, or a table
    y: ArrayLike | None = None,
    *,
    rows: int = 5000,
    input_names: Sequence[str] | None = None,
    ignore_extra: bool = False,
    stage: str | None = None,
) -> Page:
    """Return a page on which every weight and bias of a network can be moved by hand.

    With rows the page shows the error on them, and what :func:`barreleye.health` finds.

    The page is one HTML file that computes in the browser, with the formulas of this library. It needs no server,
    and can be mailed. Without a network it has those of the documents: the sine by hand, a pair, and one neuron.

    Parameters
    ----------
    net : Network, TableModel or TableFit, optional
    X, y : array_like, optional
        Rows and targets, as for ``fit``: the page shows the error on them, and the curve among them. With a
        TableModel, X is a table that has the answers (a path, data frame or mapping), and y is left out.
    rows : int
        At most so many rows travel in the page; of more, those at equal distances. 0 carries none.
    input_names : sequence of str, optional
        The names of the inputs. Columns of a data frame, and those of a TableModel, are known.
    ignore_extra : bool
        With a TableModel: ignore columns that training did not have.
    stage : str, optional
        Without a network: the one to open of those that the page has, such as ``"bias"``, ``"train-spiral"``,
        or ``"sine.2"`` for the second section of the sine; or the tab ``"activations"`` or ``"softmax"``.

    Returns
    -------
    Page
        ``page.save("net.html")`` writes it, ``page.show()`` opens it, and ``page.network()`` returns the network
        as it stands there; a notebook shows it.

    Raises
    ------
    ShapeError, DataError, OptionError
        X and y do not fit the network, or the network is too large for a page.

    Examples
    --------
    >>> import barreleye as be
    >>> page = be.play(be.by_hand.sine())
    >>> page.title
    'A network with 1 input and 1 output'
    """
    net = net.model if isinstance(net, TableFit) else net
    instance("net", net, FeedForward | TableModel | None, "a network, or a model of a table")
    most = whole_number("rows", rows, 0, 100_000)
    if net is None:
        if X is not None or y is not None:
            raise OptionError("rows are shown with a network: pass net, X and y")
        networks = presets(most)
        first = {} if stage is None else {"stage": known_stage(stage, networks)}
        return Page("Barreleye: networks by hand", {"networks": networks, **first}, ())
    if stage is not None:
        raise OptionError("a stage is one of the networks that a page without yours has: leave it out")
    if not isinstance(net, TableModel):
        return _page(net, X, y, most, _names(net, X, input_names), net.classes or ())
    if y is not None:
        raise OptionError("y is left out: the table has the answers")
    names = _names(net.network, None, net.encoder.inputs if input_names is None else input_names)
    arrays = (None, None) if X is None else net.as_arrays(X, ignore_extra=ignore_extra)
    return _page(net.network, *arrays, most, names, net.target.classes, _SCALED)


def _page(
    net: FeedForward,
    X: ArrayLike | None,
    y: ArrayLike | None,
    rows: int,
    names: list[str] | None,
    classes: Sequence[object],
    said: str = "",
) -> Page:
    """Return the page of a network, whose inputs and classes have names."""
    if net.parameters.size > _MOST_PARAMETERS:
        raise OptionError(
            f"a page has room for {_MOST_PARAMETERS:,} parameters, this network has {net.parameters.size:,}"
        )
    if (X is None) != (y is None):
        raise OptionError("X and y go together: pass both, or none of them")
    title = f"A network with {counted(net.inputs, 'input')} and {counted(net.outputs, 'output')}"
    own = tuple(dict.fromkeys(view.activation for view in net.layers))
    found = None if X is None or y is None else findings_of(net, X, y)
    shown = carried(
        net, "your network", X, y, rows=rows,
        findings=found, inputNames=names, classes=[str(one) for one in classes],
    )  # fmt: skip
    shown["carries"] += said
    return Page(title, {"networks": [shown]}, own, net)


def _names(net: FeedForward, X: Any, given: Sequence[str] | None) -> list[str] | None:  # noqa: ANN401
    """Return the names of the inputs, if they are known."""
    if given is None:
        columns = getattr(X, "columns", None)  # of a data frame
        return None if columns is None or len(columns) != net.inputs else [str(one) for one in columns]
    names = in_order("input_names", given, "names")
    if len(names) != net.inputs:
        raise OptionError(
            f"input_names has {counted(len(names), 'name')} for {counted(net.inputs, 'input')}"
        )
    return [str(one) for one in names]
