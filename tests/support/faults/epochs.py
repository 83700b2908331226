"""Faults in compiled training: the loop over batches and what it is told."""

from .fault import Fault

FAULTS = {
    "rows of the last, smaller batch count as in a full one": Fault(
        "training/compiled/_compiled_job.py",
        "np.repeat(1.0 / sizes, sizes)",
        "np.full(job.rows, 1.0 / job.batch)",
        "training/test_engines.py::test_every_batch[classes-7-3]",
    ),
    "the gradient of the biases forgets the rows before": Fault(
        "kernels/epoch/_batches.py",
        "sums.null_if(part.equals(0)), sums)",
        "None, sums)",
        "training/test_engines.py::test_batches_whose_outputs_are_not_all_kept_at_once[False-4500-4097]",
    ),
    "every step of a slice has the constants of its first": Fault(
        "kernels/epoch/_batches.py",
        '        constants.set(constants.numbers().of("double").at(TASK.int64(task, "constants_step")))\n',
        "",
        "training/test_engines.py::test_constants_that_are_computed_ahead_are_those_of_the_step[0.02-8]",
    ),
    "dropout in a batch begins anew at every tile": Fault(
        "kernels/epoch/_layer_passes.py",
        'drop(code, layer, x.numbers().at(row * inputs), code.given("start") + row, some',
        "drop(code, layer, x.numbers().at(row * inputs), row, some",
        "training/test_engines.py::test_batches_whose_outputs_are_not_all_kept_at_once[False-4500-4097]",
    ),
    "biases take their step in the second thread alone": Fault(
        "kernels/epoch/_batches.py",
        "is_not_null() & thread.equals(threads - 1)):\n            code.invoke(step",
        "is_not_null() & thread.equals(1)):\n            code.invoke(step",
        "training/test_columns.py::test_the_bits_are_those_of_one_thread[61-20-float32-strips and a rest]",
    ),
}
