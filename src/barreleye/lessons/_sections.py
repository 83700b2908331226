"""Which chapter covers which section of the four teaching documents."""

from __future__ import annotations

from typing import NamedTuple


class Section(NamedTuple):
    """A section of a teaching document.

    Attributes
    ----------
    document : int
        From 1 to 4.
    title : str
    chapter : str
        The name of the chapter that covers it.
    """

    document: int
    title: str
    chapter: str


_COVERED = {
    1: (
        ("Layers and neurons", "neurons"),
        ("Biological neurons", "neurons"),
        ("Artificial neurons", "neurons"),
        ("Neurons: the building blocks", "neurons"),
        ("Neuron weights and bias", "bias"),
        ("Weights and bias: what they are", "bias"),
        ("Weights and bias: how to calculate them", "bias"),
        ("Activation functions", "activations"),
        ("Step", "step"),
        ("Sigmoid", "step"),
        ("Tanh", "step"),
        ("ReLU", "step"),
        ("Leaky ReLU", "step"),
        ("Softmax", "softmax"),
    ),
    2: (
        ("Activation function", "activations"),
        ("Types of activation functions", "activations"),
        ("Step", "step"),
        ("Sigmoid", "step"),
        ("Linear", "activations"),
        ("ReLU", "step"),
        ("Softmax", "softmax"),
        ("Why use activation functions?", "activations"),
        ("ReLU as a loop, with NumPy, as a class", "step"),
        ("Spiral data", "spiral"),
        ("A dense layer and ReLU", "spiral"),
        ("Exponentials, and what they are for", "softmax"),
        ("Normalization", "softmax"),
        ("Batches of rows", "softmax"),
        ("Exploding values", "softmax"),
        ("Dead neurons", "step"),
        ("Softmax with the shift", "softmax"),
        ("A dense layer and softmax", "spiral"),
        ("ReLU and softmax together", "spiral"),
        ("Argmax and confidence", "softmax"),
        ("Observations: the next step is a loss", "learning"),
    ),
    3: (
        ("Activation function", "activations"),
        ("Step", "step"),
        ("Linear", "activations"),
        ("Sigmoid", "step"),
        ("ReLU", "step"),
        ("Why use activation functions?", "activations"),
        ("Linear activation in the hidden layers", "activations"),
        ("One ReLU neuron", "sine"),
        ("A pair of ReLU neurons, and its area of effect", "sine"),
        ("ReLU in the hidden layers: the sine step by step", "sine"),
        ("Data passing through", "sine"),
        ("With an optimizer, and with 64 neurons in each layer", "learning"),
        ("ReLU as a loop, with max, with NumPy, as a class", "step"),
        ("Example with a dense layer", "spiral"),
    ),
    4: (
        ("Softmax", "softmax"),
        ("A dense layer, softmax and a loss on the spiral", "spiral"),
        ("ReLU", "step"),
        ("Sigmoid", "step"),
        ("Tanh", "step"),
        ("Leaky ReLU", "step"),
    ),
}

SECTIONS = tuple(
    Section(document, title, chapter)
    for document, covered in _COVERED.items()
    for title, chapter in covered
)
