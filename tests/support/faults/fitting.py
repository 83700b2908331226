"""Faults in folds, in what is chosen by them, and in what the last network learns."""

from .fault import Fault

FAULTS = {
    "a fold learns its own rows too": Fault(
        "tables/fitting/_folds.py",
        "Fold(np.flatnonzero(fold != k), (np.flatnonzero(fold == k),))",
        "Fold(np.arange(len(fold)), (np.flatnonzero(fold == k),))",
        "tables/test_folds.py::test_by_chance_every_row_is_held_out_exactly_once_in_folds_of_equal_size",
    ),
    "groups are dealt out row by row": Fault(
        "tables/fitting/_folds.py",
        "_of_numbers(fold_of[groups])",
        "_of_numbers(np.arange(len(groups)) % many)",
        "tables/test_folds.py::test_by_group_no_group_is_on_both_sides",
    ),
    "rows of the future are learned": Fault(
        "tables/fitting/_folds.py",
        "np.sort(order[:start])",
        "np.sort(np.delete(order, np.s_[start:end]))",
        "tables/test_folds.py::test_by_time_all_rows_to_learn_from_are_earlier_than_those_held_out",
    ),
    "a part chooses its own epoch": Fault(
        "tables/fitting/_out_of_fold.py",
        "best[:number] + best[number + 1 :] or best",
        "[best[number]]",
        "tables/test_out_of_fold.py::test_the_two_halves_of_one_fold_choose_for_each_other",
    ),
    "linear models and networks teach with equal shares": Fault(
        "tables/fitting/_ensemble.py",
        "blended((own, self.linear(L)), (1.0 - self.share, self.share), classes=self.classes)",
        "blended((own, self.linear(L)), None, classes=self.classes)",
        "tables/test_fitting.py::test_the_last_network_learns_what_the_folds_answer_and_a_tenth_of_the_truth[0]",
    ),
    "the truth is not among what the last network learns": Fault(
        "tables/fitting/_final.py",
        "_TRUTH = 0.1",
        "_TRUTH = 0.0",
        "tables/test_fitting.py::test_the_last_network_learns_what_the_folds_answer_and_a_tenth_of_the_truth[0]",
    ),
    "ctrl-c ends one fold only": Fault(
        "tables/fitting/_members.py",
        "and not in threads: the network has its best weights so far\n        stop.set()",
        "and not in threads: the network has its best weights so far\n        pass",
        "tables/test_fit_interrupted.py::test_ctrl_c_in_the_folds_keeps_the_networks_that_have_learned",
    ),
    "answers go beyond those of the training rows": Fault(
        "tables/_target.py",
        "np.clip(numbers, self.low, self.high) if known else numbers",
        "numbers",
        "tables/test_model.py::test_answers_stay_in_the_range_of_the_training_rows_unless_more_is_asked_for",
    ),
    "importance asks networks about rows that they have learned from": Fault(
        "tables/fitting/_losses_without.py",
        "for part in network.fold.parts\n",
        "for part in (network.fold.train,)\n",
        "tables/test_importance.py::test_a_network_is_asked_only_about_rows_that_it_has_not_learned_from",
    ),
    "the new row is not counted in an interval": Fault(
        "tables/_intervals.py",
        "math.ceil(level * (rows + 1))",
        "math.ceil(level * rows)",
        "tables/test_intervals.py::test_a_new_row_is_held_as_often_as_its_rank_among_all_rows_says",
    ),
    "groups are on both sides of a test": Fault(
        "tables/_row_order.py",
        "np.isin(at, order[:many])",
        "np.isin(np.arange(len(at)) % len(known), order[:many])",
        "tables/test_rows_together.py::test_no_group_is_on_both_sides_and_about_the_share_is_held_out[0.25]",
    ),
    "a fold chooses its columns by its own rows too": Fault(
        "tables/fitting/_useless.py",
        "[np.delete(differences, k, axis=0) for k in range(len(differences))]",
        "[differences for _ in range(len(differences))]",
        "tables/test_useless_columns.py::test_a_fold_does_without_what_the_other_folds_have_found_useless",
    ),
    "a column that is left out is looked at in the beginning": Fault(
        "tables/fitting/_members.py",
        "        net.layers[0].weights[inputs] = 0.0\n",
        "        pass\n",
        "tables/test_useless_columns.py::test_a_network_without_columns_answers_as_if_they_were_0_whatever_stands_there",
    ),
    "a column that is left out is learned from": Fault(
        "tables/fitting/_members.py",
        "        X[:, inputs] = 0.0 ",
        "        pass ",
        "tables/test_useless_columns.py::test_a_network_without_columns_answers_as_if_they_were_0_whatever_stands_there",
    ),
    "a part chooses who answers for it": Fault(
        "tables/fitting/_teachers.py",
        "better = [bool(surely(one)) for one in by_others(gain)]",
        "better = [bool(surely(gain)) for _ in by_others(gain)]",
        "tables/test_useless_columns.py::test_the_other_parts_choose_which_networks_answer_for_a_part",
    ),
    "a column counts as useful from one standard error on": Fault(
        "tables/fitting/_useless.py",
        "_ERRORS = 2.0",
        "_ERRORS = 1.0",
        "tables/test_useless_columns.py::test_useless_is_what_does_not_surely_make_the_loss_grow",
    ),
    "an ensemble forgets its linear model in the file": Fault(
        "tables/_ensemble_model.py",
        '"share": self.ensemble.share,',
        '"share": 0.5,',
        "tables/test_ensemble.py::test_an_ensemble_is_saved_and_read_with_the_same_bits",
    ),
}
