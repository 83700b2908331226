"""The ``barreleye`` command: one verb per file, errors as one sentence with exit code 2."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console

from .._output_streams import OutputError
from .._version import __version__
from ..errors import BarreleyeError
from ._activations import activations
from ._compare import compare
from ._console import Verbose, log_to_stderr, open_streams, print_message
from ._demo import demo
from ._examine import health
from ._export import export
from ._fit import fit
from ._lessons import learn
from ._play import play
from ._plot import plot
from ._predict import predict
from ._score import score
from ._verb import Verb, help_of, spelled_out
from ._warm import warm

app = typer.Typer(
    name="barreleye",
    help="Dense neural networks you can see through.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for verb in (demo, fit, predict, score, health, compare, plot, play, export, learn, activations, warm):
    app.command(cls=Verb, help=help_of(verb))(spelled_out(verb))


def _version(wanted: bool) -> None:
    if wanted:
        Console().print(f"barreleye {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def _options(
    verbose: Verbose = 0,
    version: Annotated[  # noqa: ARG001  typer hands it to _version before anything else
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop."),
    ] = False,
) -> None:
    log_to_stderr(verbose)


def run() -> None:
    """Run a verb; every deliberate refusal is one sentence on standard error and exit code 2.

    Exit code 1: the work is done, and something of what was to be told about it is lost.
    """
    open_streams()
    try:
        app(prog_name="barreleye")  # however it was started: completions go by this name
    except OutputError as error:
        if not error.nobody_reads:  # `barreleye activations | head` is no mistake
            print_message("error", str(error))
        sys.exit(1)
    except BarreleyeError as error:
        print_message("error", str(error))
        sys.exit(2)
    except SystemExit as stop:
        if stop.code == 130:  # typer's own answer to Ctrl-C, which says nothing
            Console(stderr=True).print("stopped", highlight=False)
        raise
