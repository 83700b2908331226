"""``play``: a page of a network."""

from __future__ import annotations

from numpy.typing import ArrayLike

from .._arguments import instance, whole_number
from .._text import counted
from ..errors import OptionError
from ..network import FeedForward
from ._html_page import Page
from ._networks import carried, findings_of, presets

_MOST_PARAMETERS = 1_000_000


def play(
    net: FeedForward | None = None,
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    *,
    rows: int = 5000,
) -> Page:
    """Return a page on which every weight and bias of a network can be moved by hand.

    With rows the page shows the error on them, and what :func:`barreleye.health` finds.

    The page is one HTML file that computes in the browser, with the formulas of this library. It needs no server,
    and can be mailed. Without a network it has those of the documents: the sine by hand, a pair, and one neuron.

    Parameters
    ----------
    net : Network, optional
    X, y : array_like, optional
        Rows and targets, as for ``fit``: the page shows the error on them, and the curve among them.
    rows : int
        At most so many rows travel in the page; of more, those at equal distances. 0 carries none.

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
    instance("net", net, FeedForward | None, "a network")
    most = whole_number("rows", rows, 0, 100_000)
    if net is None:
        if X is not None or y is not None:
            raise OptionError("rows are shown with a network: pass net, X and y")
        return Page("Barreleye: networks by hand", {"networks": presets(most)}, ())
    if net.parameters.size > _MOST_PARAMETERS:
        raise OptionError(
            f"a page has room for {_MOST_PARAMETERS:,} parameters, this network has {net.parameters.size:,}"
        )
    if (X is None) != (y is None):
        raise OptionError("X and y go together: pass both, or none of them")
    title = f"A network with {counted(net.inputs, 'input')} and {counted(net.outputs, 'output')}"
    own = tuple(dict.fromkeys(view.activation for view in net.layers))
    found = None if X is None or y is None else findings_of(net, X, y)
    state = {"networks": [carried(net, "your network", X, y, rows=most, findings=found)]}
    return Page(title, state, own, net)
