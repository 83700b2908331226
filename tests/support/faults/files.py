"""Faults in what is written to files and taken from them."""

from .fault import Fault

FAULTS = {
    "a model file is written in place": Fault(
        "_files.py",
        (
            "        if target.exists():\n"
            "            shutil.copymode(target, beside)\n"
            "        beside.replace(target)\n"
        ),
        "        target.write_bytes(content)\n",
        "network/test_storage.py::test_a_save_that_fails_leaves_the_old_file_and_nothing_else",
    ),
    "a file of a newer version is read": Fault(
        "network/_storage.py",
        "if version > VERSION:",
        "if version < 0:",
        "network/test_damaged_files.py::test_a_foreign_file_is_refused_with_one_sentence",
    ),
    "a checkpoint is used before it was looked at": Fault(
        "training/_checkpoint.py",
        "        found.check(arrays, places, self._expected, description.file)\n",
        "",
        "training/test_checkpoint.py::test_a_checkpoint_without_an_array_is_refused_and_changes_nothing",
        error="KeyError",  # the array that nobody missed
    ),
    "an array is as large as it says": Fault(
        "network/_archive.py",
        "if count * array.itemsize != left:",
        "if count < 0:",
        "network/test_hostile_files.py::test_an_array_that_says_it_is_larger_than_the_file_takes_no_memory",
        error="DataError",  # memory is asked for first
    ),
    "a description may hold any number of values": Fault(
        "_json.py",
        "marks > _FREE_MARKS + size // _BYTES_OF_A_MARK",
        "marks < 0",
        "network/test_hostile_files.py::test_json_that_becomes_more_objects_than_a_model_has_is_refused_before",
    ),
}
