"""Faults in runs that are broken off and gone on with."""

from .fault import Fault

FAULTS = {
    "the second vector of an optimizer is not saved": Fault(
        "training/_checkpoint.py",
        'return {"counts": self.optimizer_state.counts, **vectors}',
        'return {"counts": self.optimizer_state.counts, **dict([*vectors.items()][:1])}',
        "training/test_checkpoint.py::test_a_run_in_two_parts_has_the_bits_of_one[Adam-numpy]",
    ),
    "patience begins anew with a resumed run": Fault(
        "training/_checkpoint.py",
        '"since": best_weights.since',
        '"since": 0',
        "training/test_checkpoint.py::test_a_run_in_two_parts_has_the_bits_of_one[early stopping-numpy]",
    ),
    "the weights of a resumed run's rows may be others": Fault(
        "training/_checkpoint.py",
        "for array in (data.X, data.Y, data.weights):",
        "for array in (data.X, data.Y):",
        "training/test_checkpoint.py::test_rows_of_which_one_number_is_another_are_refused",
    ),
    "a resumed run may have another seed": Fault(
        "training/_checkpoint.py",
        '            "seed": net.seed,\n',
        "",
        "training/test_checkpoint.py::test_another_seed_or_loss_is_refused",
    ),
    "the rate after a plateau is forgotten by a resumed run": Fault(
        "training/_run_state.py",
        (
            "            for record in history:\n"
            "                self._tell_plateau(record)\n"
            "        if plan.record"
        ),
        "        if plan.record",
        "schedules/test_plateau.py::test_a_run_that_is_taken_up_again_has_the_rates_it_would_have_had",
    ),
}
