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
    "rows of one time are on both sides": Fault(
        "tables/fitting/_folds.py",
        "np.searchsorted(there, there[ends[:-1]])",
        "ends[:-1]",
        "tables/test_folds.py::test_by_time_rows_of_one_time_stay_together",
    ),
    "the past of a group that is held out is learned": Fault(
        "tables/fitting/_folds.py",
        "fold.train[~np.isin(groups[fold.train], groups[fold.held_out])]",
        "fold.train",
        "tables/test_folds.py::test_by_time_with_groups_that_come_one_after_the_other_learns_from_all_earlier_ones",
    ),
    "a part chooses its own epoch": Fault(
        "tables/fitting/_out_of_fold.py",
        "best[:number] + best[number + 1 :] or best",
        "[best[number]]",
        "tables/test_out_of_fold.py::test_the_two_halves_of_one_fold_choose_for_each_other",
    ),
    "a part chooses its own share of the linear model": Fault(
        "tables/fitting/_out_of_fold.py",
        "(total - by_part).argmin(axis=0)",
        "by_part.argmin(axis=0)",
        "tables/test_out_of_fold.py::test_the_losses_of_a_part_have_no_say_in_its_own_share",
    ),
    "mixed probabilities do not add up to 1": Fault(
        "tables/fitting/_out_of_fold.py",
        "return total / total.sum(axis=1, keepdims=True)",
        "return total",
        "tables/test_out_of_fold.py::test_blended_probabilities_are_the_normalized_geometric_mean",
    ),
    "linear models and networks teach with equal shares": Fault(
        "tables/fitting/_learn.py",
        "blended((found, straight), (1.0 - share, share), classes=classes)",
        "blended((found, straight), None, classes=classes)",
        "tables/test_fitting.py::test_the_last_network_learns_what_the_folds_answer_and_a_tenth_of_the_truth[2]",
    ),
    "the truth is not among what the last network learns": Fault(
        "tables/fitting/_final.py",
        "_TRUTH = 0.1",
        "_TRUTH = 0.0",
        "tables/test_fitting.py::test_the_last_network_learns_what_the_folds_answer_and_a_tenth_of_the_truth[0]",
    ),
    "all folds begin with the same weights": Fault(
        "tables/fitting/_learn.py",
        "partial(train_member, rows, fold, settings, seed + k,",
        "partial(train_member, rows, fold, settings, seed,",
        "tables/test_fitting.py::test_every_network_begins_with_other_weights",
    ),
    "the network of a fold keeps its last weights": Fault(
        "tables/fitting/_members.py",
        "        network.parameters.vector[...] = self._weights\n",
        "",
        "tables/test_fitting.py::test_the_loss_of_a_fold_is_that_of_its_answers_for_rows_held_out",
    ),
    "ctrl-c ends one fold only": Fault(
        "tables/fitting/_members.py",
        "and not in threads: the network has its best weights so far\n        stop.set()",
        "and not in threads: the network has its best weights so far\n        pass",
        "tables/test_fit_interrupted.py::test_ctrl_c_in_the_folds_keeps_the_networks_that_have_learned",
    ),
    "an exception in a fold lets the others go on": Fault(
        "training/_side_by_side.py",
        "        except BaseException:\n            stop.set()\n",
        "        except BaseException:\n",
        "tables/test_fit_interrupted.py::test_an_exception_in_one_fold_ends_the_others_and_is_raised[2]",
    ),
    "averaged weights begin at 0": Fault(
        "training/_averaged_weights.py",
        "self._sum / self._total",
        "self._sum",
        "training/test_averaged_weights.py::test_the_average_is_the_weighted_mean_with_weights_that_add_up_to_1",
    ),
    "ties count as right in the area under the ROC curve": Fault(
        "tables/_metrics.py",
        "(last - 0.5 * (ties - 1))[place]",
        "last[place]",
        "tables/test_metrics.py::test_the_area_of_two_classes_is_the_share_of_pairs_in_order",
    ),
    "answers go beyond those of the training rows": Fault(
        "tables/_target.py",
        "np.clip(numbers, self.low, self.high) if known else numbers",
        "numbers",
        "tables/test_model.py::test_answers_stay_in_the_range_of_the_training_rows_unless_more_is_asked_for",
    ),
    "importance exchanges no entries": Fault(
        "tables/effects/_importance.py",
        "other = rng.permutation(len(at))",
        "other = np.arange(len(at))",
        "tables/test_importance.py::test_a_perfect_model_loses_twice_the_variance_that_a_column_explains",
    ),
    "importance asks networks about rows that they have learned from": Fault(
        "tables/effects/_importance.py",
        "for part in network.fold.parts\n",
        "for part in (network.fold.train,)\n",
        "tables/test_importance.py::test_a_network_is_asked_only_about_rows_that_it_has_not_learned_from",
    ),
    "networks and linear models get entries of other rows": Fault(
        "tables/effects/_importance.py",
        "exchanged(L, [line.inputs], other)",
        "exchanged(L, [line.inputs], rng.permutation(len(at)))",
        "tables/test_importance.py::test_networks_and_linear_models_get_the_entries_of_the_same_rows",
    ),
    "a curve takes the steps of all rows together": Fault(
        "tables/effects/_effects.py",
        "np.maximum(many, 1)[:, None]",
        "len(numbers)",
        "tables/test_effects.py::test_a_curve_adds_up_what_changes_in_each_interval",
    ),
    "softmax counts as an interaction": Fault(
        "tables/effects/_interactions.py",
        "return logs - logs.mean(axis=1, keepdims=True)",
        "return logs",
        "tables/test_effects.py::test_pairs_of_an_additive_network_do_not_interact",
    ),
    "the new row is not counted in an interval": Fault(
        "tables/_intervals.py",
        "math.ceil(level * (rows + 1))",
        "math.ceil(level * rows)",
        "tables/test_intervals.py::test_a_new_row_is_held_as_often_as_its_rank_among_all_rows_says",
    ),
    "the last network counts all rows alike": Fault(
        "tables/fitting/_final.py",
        "        sample_weight=rows.weights_of(at),\n",
        "",
        "tables/test_weights.py::test_the_answer_of_a_row_of_weight_0_changes_no_bit_of_the_network[True-0]",
    ),
    "more rows mix columns of different rows": Fault(
        "tables/fitting/_more_rows.py",
        "scaled.X[there, line]",
        "scaled.X[here % len(rows), line]",
        "tables/test_more_rows.py::test_every_column_is_that_of_some_row_the_same_for_networks_and_linear_models[40]",
    ),
    "groups are on both sides of a test": Fault(
        "tables/_row_order.py",
        "np.isin(at, order[:many])",
        "np.isin(np.arange(len(at)) % len(known), order[:many])",
        "tables/test_rows_together.py::test_no_group_is_on_both_sides_and_about_the_share_is_held_out[0.25]",
    ),
    "the most wrong rows are those of the line above": Fault(
        "tables/_prepared.py",
        "known.where(int(train[row]))",
        "known.where(int(train[row]) - 1)",
        "reports/test_columns_part.py::test_the_most_wrong_rows_are_there_with_the_line_of_the_file",
    ),
}
