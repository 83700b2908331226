"""Faults in compiled training: the loop over batches and what it is told."""

from .fault import Fault

FAULTS = {
    "rows of the last, smaller batch count as in a full one": Fault(
        "training/_row_counts.py",
        "np.repeat(1.0 / sizes, sizes)",
        "np.full(sizes.sum(), 1.0 / sizes[0])",
        "training/test_engines.py::test_every_batch[classes-7-3]",
    ),
    "the penalty of a batch is divided by what its first batch counts": Fault(
        "training/_row_counts.py",
        "self.totals[:] = np.where(totals > 0.0, totals, np.inf)",
        "self.totals[:] = np.where(totals > 0.0, totals[0], np.inf)",
        "training/test_batch_objective.py::test_steps_and_losses_are_those_of_the_formula"
        "[as they lie-True-float64-compiled]",
    ),
    "a batch in which nothing counts is pulled all the same": Fault(
        "training/_row_counts.py",
        "if total > 0.0 else (weights, np.inf)",
        "if total > 0.0 else (weights, 1.0)",
        "training/test_batch_objective.py::test_a_batch_in_which_nothing_counts_moves_nothing[numpy]",
    ),
    "machine code forgets what the weights of the first layer cost": Fault(
        "kernels/epoch/_penalties.py",
        'place = costs.at(LAYER.int64(layer, "squares_at") + first)',
        "place = costs.at(first)",
        "training/test_batch_objective.py::test_steps_and_losses_are_those_of_the_formula"
        "[reversed-False-float32-compiled]",
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
