"""Faults on purpose, by the part of the library in which they are made."""

from . import checkpoints, epochs, files, fitting, formulas, outside, tables, threads, training

BY_PART = {
    part.__name__.rpartition(".")[2]: part.FAULTS
    for part in (formulas, training, epochs, threads, files, checkpoints, tables, fitting, outside)
}
