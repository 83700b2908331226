"""Faults in activations and losses, and in the machine code of rows."""

from .fault import Fault

FAULTS = {
    "sigmoid takes exp(-z) and overflows": Fault(
        "scalars/_special.py",
        "return where(high < 0.0, q, 1.0 - q)",
        "return 1.0 / (1.0 + exp(-high))",
        "activations/test_values.py::test_the_textbook_form_is_met_by_both_engines[float64-slope-softplus(beta=1.875)]",
    ),
    "the slope of sigmoid forgets a factor": Fault(
        "activations/_sigmoids.py",
        "return q - q * q",
        "return q",
        "activations/test_values.py::test_the_textbook_form_is_met_by_both_engines[float64-slope-sigmoid]",
    ),
    "relu turns NaN into 0": Fault(
        "activations/_rectifiers.py",
        "return maximum(z, 0.0) + 0.0",
        "return where(z > 0.0, z, 0.0)",
        "activations/test_edges.py::test_nan_in_is_nan_out_and_its_neighbours_do_not_notice[numpy-value-relu]",
    ),
    "leaky relu has slope 1 at 0": Fault(
        "activations/_rectifiers.py",
        "return where(z > 0.0, 1.0, where(z <= 0.0, negative_slope, z))",
        "return where(z >= 0.0, 1.0, where(z < 0.0, negative_slope, z))",
        "activations/test_catalogue.py::test_the_slopes_at_zero_follow_the_stated_conventions",
    ),
    "softmax shifts by the maximum of the whole batch": Fault(
        "scalars/_row_dialect.py",
        "return x.max(axis=1, keepdims=True, initial=-np.inf)",
        "return np.full((len(x), 1), x.max(initial=-np.inf))",
        "activations/test_rowwise.py::test_rows_are_shifted_each_by_its_own_maximum",
    ),
    "cross-entropy clips at 1e-7": Fault(
        "losses/_classes.py",
        "y * log_softmax(z)))\n",
        "y * log1p(softmax(z).clip(1e-7, 1.0) - 1.0)))\n",
        "losses/test_values.py::test_each_row_costs_what_the_textbook_says[2-30.0-cross_entropy]",
    ),
    "half the Poisson deviance cancels where it is small": Fault(
        "losses/_numbers.py",
        "where(d > 1.0, far, near)",
        "far",
        "losses/test_values.py::test_each_row_costs_what_the_textbook_says[2-30.0-half_poisson_deviance]",
    ),
    "counts below zero are learned": Fault(
        "losses/_numbers.py",
        "least_target=0.0",
        "least_target=-1.0",
        "losses/test_values.py::test_a_count_below_zero_is_refused_with_its_place[1-row 2:]",
        "Failed",
    ),
    "a compiled sum of a row takes the lanes beyond its end": Fault(
        "kernels/_row_passes.py",
        "code.select(inside, after, before)",
        "code.select(inside, after, after)",
        "activations/test_rowwise.py::test_float64_rows_are_the_textbook_form[compiled-softmax]",
    ),
    "a compiled row is not kept between its passes": Fault(
        "kernels/_row_passes.py",
        "self.kept.at(at * len(kept) + kept.index(name) * ROW_WIDTH)",
        "self.kept.at(kept.index(name) * ROW_WIDTH)",
        "kernels/test_rowwise.py::test_both_readers_agree_on_rows_of_every_length[softmax--2-float32]",
    ),
    "the row that stands in for absent ones has other numbers": Fault(
        "kernels/_short_rows.py",
        "code.lone.load(place.at(there - 1))",
        "code.lone.load(place.at(0))",
        "kernels/test_rowwise.py::test_numbers_of_a_row_go_in_and_come_out[5-13-float32]",
    ),
    "the gradient of cross-entropy cancels": Fault(
        "losses/_classes.py",
        "others = where(at == 0.0, rest + (ties - 1.0), total - exp(at))",
        "others = total - exp(at)",
        "losses/test_gradients.py::test_a_right_answer_is_pulled_by_what_it_lacks_however_little",
    ),
    "a product is rounded before its sum where nothing fuses them": Fault(
        "scalars/_instructions.py",
        'return block.call("fma", a, b, c)',
        'return block.call("fmuladd", a, b, c)',
        "kernels/test_without_fused_products.py::test_a_processor_without_them_has_the_same_results[digits]",
    ),
}
