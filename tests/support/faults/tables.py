"""Faults in what a table becomes, and in what is said of the answers."""

from .fault import Fault

FAULTS = {
    "columns are scaled by the rows held out too": Fault(
        "tables/_prepared.py",
        "TableEncoder.learn(learned, left_out, ",
        "TableEncoder.learn(inputs, left_out, ",
        "tables/test_fit_table.py::test_test_rows_are_held_out_class_by_class_and_never_learned_from",
    ),
    "the target is scaled by the rows held out too": Fault(
        "tables/_prepared.py",
        "goal.learned(y[train], counted)",
        "goal.learned(y)",
        "tables/test_fit_table.py::test_neither_the_scale_of_the_target_nor_the_baseline_knows_the_rows_held_out",
    ),
    "the baseline of classes counts the rows held out": Fault(
        "tables/_finished.py",
        "np.bincount(known.y[member.fold.train], ",
        "np.bincount(known.y, ",
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
        "    if column.missing.all() and",
        "    (column,) = decide(source.of([plan.name]))\n    if column.missing.all() and",
        "tables/test_learned_formats.py::test_the_order_of_dates_is_learned",
    ),
    "the decimal mark of the table is not asked": Fault(
        "tables/decisions/_decide.py",
        'return table or ".", ""',
        'return ".", ""',
        "tables/test_decisions.py::test_entries_are_read_with_the_evidence_of_the_whole_table",
    ),
    "another decimal mark than was learned is not noticed": Fault(
        "tables/_asked_format.py",
        'return (points > commas) == (mark == ",")',
        "return False",
        "tables/test_learned_formats.py::test_another_way_of_writing_is_refused_and_the_option_named",
    ),
    "fractions are taken for percentages": Fault(
        "tables/_asked_format.py",
        "column.data * 100.0",
        "column.data",
        "tables/test_learned_formats.py::test_what_means_the_same_gives_the_same_answers",
    ),
    "a number by type is read with the decimal comma": Fault(
        "tables/decisions/_evidence.py",
        "plain & self.typed.is_null()",
        "plain",
        "tables/test_typed_entries.py::test_a_number_stays_one_beside_text",
    ),
    "cells of a workbook lose their type": Fault(
        "tables/files/_sheet_cells.py",
        "columns[name] = _of_one_type(name, cells)",
        "columns[name] = None",
        "tables/test_typed_entries.py::test_cells_of_a_workbook_keep_their_types",
    ),
    "points among decimal commas group nothing": Fault(
        "tables/decisions/_collect.py",
        'entry.str.replace_all(".", "", literal=True).str.replace',
        "entry.str.replace",
        "tables/test_numerals.py::test_numbers_are_read_in_the_style_of_their_column",
    ),
    "what stands around a number is not its own": Fault(
        "tables/formats/_written_numbers.py",
        'dot=_value(".") * parts[0]',
        'dot=_value(".")',
        "tables/test_written_formats.py::test_what_was_written_is_read_or_the_doubt_is_said",
    ),
    "a packed file may unpack to anything": Fault(
        "tables/files/_content.py",
        "if len(data) > most:",
        "if False:",
        "tables/test_packed_files.py::test_a_file_that_unpacks_to_far_too_much_is_refused",
    ),
    "a number that means missing is compared as text": Fault(
        "tables/decisions/_missing.py",
        "if numbers := _numbers_of(words):",
        "if numbers := []:",
        "tables/test_typed_entries.py::test_a_number_that_means_missing_does_so_however_it_is_written",
    ),
    "a blank line is a row": Fault(
        "tables/files/_irregular_rows.py",
        "is_row = ~self._blank & ~self._comments",
        "is_row = ~self._comments",
        "tables/test_messy_files.py::test_a_messy_file_is_read_as_a_person_would_read_it",
    ),
}
