"""C99 as a header has it: everything static, and every name begins with that of the model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..scalars.text import C, Language, Parameter, Types


def c_of(name: str) -> Language:
    """Return the language of a header whose names begin with that of a model."""
    own = {re.findall(r"(\w+)\(", text)[0] for text in C.helpers.values()}

    def named(text: str) -> str:
        return re.sub(rf"\b({'|'.join(own)})\(", rf"{name}_\1(", text)

    def head(function: str, parameters: Sequence[Parameter], types: Types) -> list[str]:
        first, *others = C.head(function, parameters, types)
        return [f"static inline {first}", *others]

    return replace(
        C,
        beginning="",
        prefix=f"{name}_",
        head=head,
        helpers={
            operation: named(text).replace("static ", "static inline ", 1)
            for operation, text in C.helpers.items()
        },
        forms={
            operation: form._replace(template=named(form.template))
            for operation, form in C.forms.items()
        },
    )
