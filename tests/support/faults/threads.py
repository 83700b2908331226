"""Faults of threads: in a team, in the parts of a long array, in the meetings of an epoch."""

from .fault import Fault

FAULTS = {
    "a thread begins the next batch before all have taken their steps": Fault(
        "kernels/epoch/_batches.py",
        (
            'thread, threads)\n        code.invoke("barrier", task, threads)\n        # nobody writes costs'
        ),
        "thread, threads)\n        # nobody writes costs",
        "training/test_meetings.py::test_nobody_goes_on_before_everybody_is_there",
    ),
    "a thread overwrites rows whose gradients another still adds up": Fault(
        "kernels/epoch/_batches.py",
        (
            "            with code.when(part + ROWS_AT_ONCE < rows):\n"
            '                code.invoke("barrier", task, threads)  # nobody writes what somebody still reads\n'
        ),
        "",
        "training/test_meetings.py::test_nobody_writes_what_somebody_still_reads",
    ),
    "threads do not meet after dropout on the way back": Fault(
        "kernels/epoch/_layer_passes.py",
        (
            "some, scalar)\n"
            '        with code.when(LAYER.int64(layer, "drop_below") >= 0):\n'
            "            _barrier(code)\n"
            "        through_rows"
        ),
        "some, scalar)\n        through_rows",
        "training/test_columns.py::test_the_bits_are_those_of_one_thread",
    ),
    "a helper can be rung for only once": Fault(
        "kernels/_team_code.py",
        "        state.at(RUNG).atomic_store(0)\n",
        "",
        "kernels/test_team.py::test_threads_that_fell_asleep_wake_up",
    ),
    "the leader goes on before the last helper is done": Fault(
        "kernels/_team_code.py",
        ">= others):",
        ">= others - 1):",
        "kernels/test_team.py::test_the_leader_waits_for_the_last_helper",
    ),
    "the last, shorter chunk of a long array is left out": Fault(
        "kernels/_shares.py",
        "(length + chunk - 1) // chunk",
        "length // chunk",
        "kernels/test_threads.py::test_stretches_make_up_the_whole_and_begin_at_lines_of_the_cache",
    ),
    "two threads do the chunk between their parts": Fault(
        "kernels/_shares.py",
        "end = chunks * (owner + 1) // threads",
        "end = chunks * (owner + 1) // threads + 1",
        "kernels/test_threads.py::test_every_number_is_done_once",
    ),
}
