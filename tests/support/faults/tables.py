"""Faults in what a table becomes, and in what is said of the answers."""

from .fault import Fault

FAULTS = {
    "columns are scaled by the rows held out too": Fault(
        "tables/_fit_table.py",
        "TableEncoder.learn(table.take(train), drop)",
        "TableEncoder.learn(table, drop)",
        "tables/test_fit_table.py::test_rows_are_held_out_class_by_class_and_never_learned_from",
    ),
    "the target is scaled by the rows held out too": Fault(
        "tables/_fit_table.py",
        "goal.scaled(column.take(train).values)",
        "goal.scaled(column.values)",
        "tables/test_fit_table.py::test_neither_the_scale_of_the_target_nor_the_baseline_knows_the_rows_held_out",
    ),
    "the baseline of classes counts the rows held out": Fault(
        "tables/_fit_table.py",
        "y, goal.encode(column.take(train)), goal.classes",
        "y, y, goal.classes",
        "tables/test_fit_table.py::test_the_baseline_of_classes_counts_the_training_rows",
    ),
    "a missing number is 0": Fault(
        "tables/_encoding.py",
        "(np.where(missing, self.fill, values) - self.center) / self.scale",
        "(np.nan_to_num(values) - self.center) / self.scale",
        "tables/test_encoding.py::test_holes_in_numbers_are_filled_with_the_median_and_flagged",
    ),
    "a word that was never met is taken for the first": Fault(
        "tables/_encoding.py",
        "position.get(w, -2)",
        "position.get(w, 0)",
        "tables/test_encoding.py::test_words_become_one_input_each_most_frequent_first",
    ),
    "a missing word is one of the rare ones": Fault(
        "tables/_encoding.py",
        "-1 if w is None else position.get(w, -2)",
        "position.get(w, -2)",
        "tables/test_encoding.py::test_a_missing_word_is_not_one_of_the_rare_ones",
    ),
}
