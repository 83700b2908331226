"""What all commands have in common: options in groups, the option --verbose, and examples below the help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import wraps
from inspect import Parameter, Signature, cleandoc, signature
from typing import Any, get_type_hints

from rich.console import Console
from rich.text import Text
from typer.core import TyperCommand

from ._console import Verbose, log_to_stderr

_EXAMPLES = "Examples\n--------\n"


def spelled_out(verb: Callable[..., None]) -> Callable[..., None]:
    """Return a command as typer reads it: a parameter that is a dataclass becomes an option for each field.

    All commands get ``--verbose``.
    """
    hints = get_type_hints(verb, include_extras=True)
    groups: dict[str, Any] = {name: hint for name, hint in hints.items() if is_dataclass(hint)}

    @wraps(verb)
    def run(*, verbose: int, **given: Any) -> None:  # noqa: ANN401  what the options hold
        if verbose:
            log_to_stderr(verbose)
        for name, group in groups.items():
            given[name] = group(**{field.name: given.pop(field.name) for field in fields(group)})
        verb(**given)

    parameters = [*_parameters(verb, hints, groups), _parameter("verbose", Verbose, 0)]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    vars(run)["__signature__"] = Signature(parameters)
    return run


def _parameters(
    verb: Callable[..., None], hints: dict[str, Any], groups: dict[str, Any]
) -> Iterator[Parameter]:
    for name, one in signature(verb).parameters.items():
        if name in groups:
            kinds = get_type_hints(groups[name], include_extras=True)
            for field in fields(groups[name]):
                yield _parameter(field.name, kinds[field.name], field.default)
        else:
            yield _parameter(name, hints[name], one.default)


def _parameter(name: str, annotation: Any, default: Any) -> Parameter:  # noqa: ANN401  as typer takes them
    return Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def help_of(verb: Callable[..., None]) -> str:
    """Return what a command does: the paragraphs of its docstring, without the examples."""
    paragraphs = cleandoc(verb.__doc__ or "").partition(_EXAMPLES)[0].split("\n\n")
    return "\n\n".join(" ".join(one.split()) for one in paragraphs).strip()


class Verb(TyperCommand):
    """A command whose help ends with its examples."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  of click, or of typer's copy of it
        """Print the help; the examples are not wrapped, so that they can be copied."""
        super().format_help(ctx, formatter)
        console = Console()
        console.print(" Examples", style="bold")
        for line in cleandoc(self.callback.__doc__ or "").partition(_EXAMPLES)[2].splitlines():
            console.print(Text(f" {line}".rstrip()), soft_wrap=True)
        console.print()
