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
        "goal = goal.learned(y[train])",
        "goal = goal.learned(y)",
        "tables/test_fit_table.py::test_neither_the_scale_of_the_target_nor_the_baseline_knows_the_rows_held_out",
    ),
    "the baseline of classes counts the rows held out": Fault(
        "tables/_scores.py",
        "np.array(goal.counts) if goal.counts else np.bincount",
        "np.bincount",
        "tables/test_fit_table.py::test_the_baseline_of_classes_counts_the_training_rows",
    ),
    "a missing number is 0": Fault(
        "tables/_column_plan.py",
        "np.where(missing, self.fill, data)",
        "np.where(missing, 0.0, data)",
        "tables/test_encoding.py::test_holes_in_numbers_are_filled_with_the_median_and_flagged",
    ),
    "a word that was never met is taken for the first": Fault(
        "tables/_column_plan.py",
        "known.get(word, other)",
        "known.get(word, 0)",
        "tables/test_encoding.py::test_words_become_one_input_each_most_frequent_first",
    ),
    "a missing word is one of the rare ones": Fault(
        "tables/_column_plan.py",
        "for word in column.categories), -1])",
        "for word in column.categories), other])",
        "tables/test_encoding.py::test_a_missing_word_is_not_one_of_the_rare_ones",
    ),
    "a date to predict is guessed at anew": Fault(
        "tables/_as_learned.py",
        "column = in_format(seen, plan.kind, how, source",
        "(column,) = decide(source.of([plan.name])); in_format(seen, plan.kind, how, source",
        "tables/test_learned_formats.py::test_the_order_of_dates_is_learned",
    ),
    "the decimal mark of the table is not asked": Fault(
        "tables/decisions/_decide.py",
        'return table or ".", ""',
        'return ".", ""',
        "tables/test_decisions.py::test_entries_are_read_with_the_evidence_of_the_whole_table",
    ),
    "a blank line is a row": Fault(
        "tables/files/_csv_rows.py",
        "np.flatnonzero(~self._blank & ~self._comments)",
        "np.flatnonzero(~self._comments)",
        "tables/test_messy_files.py::test_a_messy_file_is_read_as_a_person_would_read_it",
    ),
}
