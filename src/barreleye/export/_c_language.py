"""C99 as a header has it: everything static, and every name begins with that of the model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..scalars.text import C, Language, Parameter, Types

_MACROS = """
    NAN INFINITY NULL HUGE HUGE_VAL HUGE_VALF HUGE_VALL FP_NAN FP_INFINITE FP_ZERO FP_SUBNORMAL FP_NORMAL FP_ILOGB0
    FP_ILOGBNAN FP_FAST_FMA FP_FAST_FMAF FP_FAST_FMAL MATH_ERRNO MATH_ERREXCEPT math_errhandling M_E M_LOG2E
    M_LOG10E M_LN2 M_LN10 M_PI M_PI_2 M_PI_4 M_1_PI M_2_PI M_2_SQRTPI M_SQRT2 M_SQRT1_2 MAXFLOAT DOMAIN SING
    OVERFLOW UNDERFLOW PLOSS TLOSS X_TLOSS EOF BUFSIZ errno stdin stdout stderr unix linux assert
    bool true false complex I
"""
_OF_CPP = """
    class new delete this template typename namespace virtual private public protected operator try catch throw
    using friend explicit mutable export nullptr and or not xor
"""
FIELDS_RESERVED = C.reserved | {*_MACROS.split(), *_OF_CPP.split()}
"""Words that no field of a struct has: those of C, macros of its headers and of compilers, and words of C++."""


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
