"""From LLVM's language to machine code in memory: the one file that knows the compiler (llvmlite).

Machine code is kept on disk under a name that is a hash of everything it depends on: the source
in LLVM's language, the compiler's version and the processor with its features. A changed body, a
new version of this library or a copied home directory therefore find nothing old.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from importlib import import_module
from typing import Any

from .. import _cache
from .._fork_lock import FORK_LOCK
from .._text import listed
from ..errors import OptionError

_OPTIMISATION = 3
_WIDE = ("avx512", "avx10")
_BUILT_ON = {
    "avx": ("fma", "f16c", "xop", "avx"),
    "avx2": _WIDE,
    "fma": ("fma4", *_WIDE),
    "avx512f": _WIDE,
}
"""What a processor without some feature has not either: names that begin like this."""
_PLACED: dict[str, int] = {}


@cache
def available() -> bool:
    """Say whether machine code can be made here."""
    try:
        _tools()
    except ImportError:
        return False
    return sys.maxsize > 2**32  # the loops count with 64 bits, as NumPy does there


def is_x86() -> bool:
    """Say whether this is an x86-64 processor."""
    return str(_tools()[1].triple).startswith("x86_64")


def is_arm() -> bool:
    """Say whether this is a 64-bit ARM processor."""
    return str(_tools()[1].triple).startswith(("aarch64", "arm64"))


@cache
def features() -> frozenset[str]:
    """Return what this processor can do, in LLVM's words, such as ``"avx512f"``.

    ``BARRELEYE_CPU_FEATURES`` names what is to be taken as absent: ``-avx512f`` or ``-fma,-avx2``, with whatever
    builds on it. That is for tests and reports of faults.
    """
    return frozenset(name for name, present in _features().items() if present)


@cache
def _features() -> dict[str, bool]:
    with FORK_LOCK:
        found: dict[str, bool] = dict(_tools()[0].get_host_cpu_features())
    for word in os.environ.get("BARRELEYE_CPU_FEATURES", "").replace(" ", "").split(","):
        absent = word[1:]
        # of anything else LLVM might be left without what it counts on, and end the process
        if word and not (word.startswith("-") and (absent in _BUILT_ON or absent.startswith("avx512"))):
            raise OptionError(
                "BARRELEYE_CPU_FEATURES names what the processor is not to have,"
                f" {listed([f'-{name}' for name in _BUILT_ON], 'or')}, got {word!r}"
            )
        builds_on = tuple(beginning for beginning in (absent, *_BUILT_ON.get(absent, ())) if beginning)
        found.update({name: False for name in found if builds_on and name.startswith(builds_on)})
    return found


def is_tested() -> bool:
    """Say whether this is a kind of machine that the library was tested on."""
    return sys.platform == "linux" and (is_x86() or is_arm())


def fuses() -> bool:
    """Say whether this processor has fused multiply-adds; without them each would be a call of a function."""
    return is_arm() or "fma" in features()


def looks_up() -> bool:
    """Say whether a register chooses among the 32 numbers of two others, each lane its own."""
    return is_x86() and "avx512f" in features()


def address_of(source: str, symbol: str) -> int:
    """Return the address of a function that ``source`` defines; the code stays in memory for good.

    Several threads may ask at once, also for the same function.
    """
    with FORK_LOCK:
        if symbol not in _PLACED:
            memory, binding = _memory(), _tools()[0]
            memory.add_object_file(binding.object_file.ObjectFileRef.from_data(_code(source, symbol)))
            memory.finalize_object()
            address = int(memory.get_function_address(symbol))
            if not address:
                raise RuntimeError(f"the compiler made no function {symbol}")
            _PLACED[symbol] = address
        return _PLACED[symbol]


def _code(source: str, symbol: str) -> bytes:
    """Return the machine code of ``source``, from the disk if it is there.

    The compiler reads whatever it is handed as machine code, and ends the process over what is none: what does not
    name the function, which is called after its source, is not handed to it.
    """
    name = f"{key(source)}.o"
    code = _cache.read(name)
    if code is None or symbol.encode() not in code:
        code = bytes(_machine().emit_object(_optimised(source)))
        _cache.keep(name, code)
    return code


def assembly(source: str) -> str:
    """Return the machine code of ``source`` as assembly text, for tests and the curious."""
    with FORK_LOCK:
        return str(_machine().emit_assembly(_optimised(source)))


@cache
def _tools() -> tuple[Any, Any]:
    """Return llvmlite's binding and the kind of this machine; ImportError without llvmlite."""
    with FORK_LOCK:
        binding: Any = import_module("llvmlite.binding")  # an extra: the NumPy engine does without

        binding.initialize_native_target()
        binding.initialize_native_asmprinter()
        binding.initialize_native_asmparser()  # some processors' pause is written in assembly
        return binding, binding.Target.from_default_triple()


@cache
def _machine() -> Any:  # noqa: ANN401  llvmlite has no types
    binding, target = _tools()
    return target.create_target_machine(
        cpu=binding.get_host_cpu_name(), features=_flat_features(), opt=_OPTIMISATION, jit=True
    )


@cache
def _memory() -> Any:  # noqa: ANN401
    """Return the one engine that holds all machine code of this process."""
    binding, _ = _tools()
    return binding.create_mcjit_compiler(binding.parse_assembly(""), _machine())


@cache
def _salt() -> str:
    binding, target = _tools()
    processor = f"{binding.get_host_cpu_name()} {_flat_features()}"
    return f"{binding.llvm_version_info} {target.triple} {processor} {_OPTIMISATION}"


def _flat_features() -> str:
    """Return the features as the compiler reads them: what is absent last, for some of the present bring it in."""
    ordered = sorted(_features().items(), key=lambda one: (not one[1], one[0]))
    return ",".join(f"{'+' if present else '-'}{name}" for name, present in ordered)


def key(text: str) -> str:
    """Return a name for what is made of a text on this machine by this compiler."""
    return hashlib.sha256(f"{_salt()}\n{text}".encode()).hexdigest()[:40]


def _optimised(source: str) -> Any:  # noqa: ANN401
    binding, _ = _tools()
    module = binding.parse_assembly(source)
    module.verify()
    options = binding.create_pipeline_tuning_options(speed_level=_OPTIMISATION)
    builder = binding.create_pass_builder(_machine(), options)
    builder.getModulePassManager().run(module, builder)
    return module
