"""The ``barreleye`` command: one verb per file, errors as one sentence with exit code 2."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from .._version import __version__
from ..errors import BarreleyeError
from ._activations import activations
from ._console import Verbose, log_to_stderr, printable
from ._demo import demo
from ._fit import fit
from ._predict import predict
from ._warm import warm

app = typer.Typer(
    name="barreleye",
    help="Dense neural networks you can see through.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for verb in (demo, fit, predict, activations, warm):
    app.command()(verb)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"barreleye {__version__}")
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
    """Run a verb; every deliberate refusal is one sentence on standard error and exit code 2."""
    console = Console(stderr=True)
    try:
        app()
    except BarreleyeError as error:
        message = Text.assemble(("error:", "bold red"), " ", printable(str(error)))
        console.print(message, soft_wrap=True)
        sys.exit(2)
    except SystemExit as stop:
        if stop.code == 130:  # typer's own answer to Ctrl-C, which says nothing
            console.print("stopped", highlight=False)
        raise
    except BrokenPipeError:  # `barreleye activations | head`
        sys.stderr.close()
        sys.exit(1)
