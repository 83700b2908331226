"""Functions of the compiled engine, called one by one."""

import ctypes
from functools import cache

import numpy as np

from barreleye.kernels import epoch
from barreleye.kernels._code_address import code_address
from barreleye.kernels.epoch._functions import routines as all_routines
from barreleye.scalars import module


def compiled_step(body, vectors, g, constants, first=0, count=None):
    """Take a step in machine code; return whether a parameter is no longer finite."""
    scalar = "float" if g.dtype == np.float32 else "double"
    constants = np.ascontiguousarray(constants, np.float64)
    address = epoch.step_address(body, len(constants), len(vectors) - 1, scalar)
    step = ctypes.CFUNCTYPE(
        None, ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64, *[ctypes.c_void_p] * 2
    )
    places = np.array([v.ctypes.data for v in (vectors[0], g, *vectors[1:])], np.int64)
    failed = np.zeros(1, np.int64)
    count = len(g) if count is None else count
    step(address)(count, places.ctypes.data, first, constants.ctypes.data, failed.ctypes.data)
    return bool(failed[0])


def routines(names, scalar="float", shape=None):
    """Return internal functions of the compiled engine as ctypes functions without prototypes.

    Whole numbers are to be handed over as ``int``, places as arrays (see :func:`call`).
    """
    shape = shape or epoch.shape_of(scalar)
    return {name: _routine(name, scalar, shape) for name in names}


@cache  # the source of one is written in 40 ms, and hundreds of tests call the same
def _routine(name, scalar, shape):
    made = all_routines(scalar, shape)
    return code_address(module(*sorted(made, key=lambda one: one.name == name)), name)


def call(address, *arguments):
    """Call a function of machine code: an array stands for the place of its first number, None for null."""
    kinds = [ctypes.c_int64 if isinstance(one, int) else ctypes.c_void_p for one in arguments]
    words = [
        one if isinstance(one, int) else None if one is None else one.ctypes.data for one in arguments
    ]
    ctypes.CFUNCTYPE(None, *kinds)(address)(*words)
