"""Faults in gradients, steps and the order of rows, as the reference engine has them."""

from .fault import Fault

FAULTS = {
    "the gradient of the biases is a mean": Fault(
        "kernels/_affine.py",
        "np.sum(dZ, axis=0, out=db)",
        "np.mean(dZ, axis=0, out=db)",
        "network/test_gradients.py::test_gradients_agree_for_every_hidden_activation[tanh-cross_entropy-2]",
    ),
    "the chain rule takes the slope at a instead of z": Fault(
        "network/_passes.py",
        "d_z = trace[i - 1].activation.vjp(trace[i - 1].z, d_x)",
        "d_z = trace[i - 1].activation.vjp(trace[i - 1].a, d_x)",
        "network/test_independent_gradients.py::test_hidden_layers_agree_with_automatic_differentiation[sigmoid-cross_entropy]",
    ),
    "weights are copies instead of windows": Fault(
        "network/_parameters.py",
        "weights = vector[self.start : split].reshape(self.shape)",
        "weights = vector[self.start : split].reshape(self.shape).copy()",
        "network/test_parameters.py::test_weights_then_biases_of_every_layer_lie_one_after_another",
    ),
    "Adam corrects the bias with t + 1": Fault(
        "optimizers/_adaptive.py",
        "rate / (1.0 - self.beta1**t)",
        "rate / (1.0 - self.beta1 ** (t + 1.0))",
        "kernels/test_steps.py::test_fifty_steps_follow_the_published_formula[float32-adam]",
    ),
    "early stopping keeps the last weights": Fault(
        "training/_best_weights.py",
        "self._kept.restore(self._state)",
        "pass",
        "training/test_stopping.py::test_patience_is_the_number_of_epochs_without_a_better_one[1]",
    ),
    "every epoch has the same order": Fault(
        "training/_row_orders.py",
        "key_of(stem, epoch + k)",
        "key_of(stem, 0)",
        "training/test_fit.py::test_rows_come_in_another_order_in_every_epoch_and_for_every_seed",
    ),
}
