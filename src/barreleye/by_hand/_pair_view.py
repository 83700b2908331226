"""One pair of neurons within a network of pairs: its five numbers, read and set by name."""

from __future__ import annotations

from .._arguments import instance, real, whole_number
from .._text import shown
from ..errors import OptionError
from ..network import FeedForward


class PairView:
    """Pair k of a network of pairs, such as :func:`pairs` makes: setting its numbers changes the network.

    The first neuron is A = relu(weight·x + bias), the second B = relu(second_weight·A + second_bias), and the
    output gets output_weight·B. With a negative second weight the pair has an activation point, at which A becomes
    positive, and a deactivation point, at which B becomes 0; between them lies its area of effect.

    Parameters
    ----------
    net : Network
        With one input, two hidden layers of as many ReLU neurons, and one output.
    pair : int
        Which pair, counted from 0.

    Raises
    ------
    OptionError
        The network is none of pairs, there is no such pair, or a number is none.

    Examples
    --------
    >>> import barreleye as be
    >>> net = be.by_hand.pairs([(1, 0, 0, 1)])
    >>> pair = be.by_hand.PairView(net, 0)
    >>> pair.weight, pair.second_bias = 6.0, 0.7
    >>> pair.activation_point, round(pair.deactivation_point, 3)
    (0.0, 0.117)
    """

    def __init__(self, net: FeedForward, pair: int) -> None:
        instance("net", net, FeedForward, "a network")
        widths = [view.units for view in net.layers]
        kinds = [view.activation.name for view in net.layers]
        alike = len(widths) == 3 and widths[0] == widths[1] and kinds[:2] == ["relu", "relu"]
        if net.inputs != 1 or not alike:
            raise OptionError(
                "a network of pairs has one input and two hidden layers of as many ReLU neurons, this one has the"
                f" layers {'-'.join(map(str, [net.inputs, *widths]))} ({', '.join(kinds)})"
            )
        self.net = net
        self.index = whole_number("a pair", pair, 0, widths[0] - 1)

    @property
    def weight(self) -> float:
        """Weight of the first neuron: the slope with which it rises."""
        return float(self.net.layers[0].weights[0, self.index])

    @weight.setter
    def weight(self, value: float) -> None:
        self.net.layers[0].weights[0, self.index] = _number("weight", value)

    @property
    def bias(self) -> float:
        """Bias of the first neuron: it moves the activation point, to the left where it grows (weight > 0)."""
        return float(self.net.layers[0].biases[self.index])

    @bias.setter
    def bias(self, value: float) -> None:
        self.net.layers[0].biases[self.index] = _number("bias", value)

    @property
    def second_weight(self) -> float:
        """Weight from the first neuron to the second; if it is negative, the pair has a deactivation point."""
        return float(self.net.layers[1].weights[self.index, self.index])

    @second_weight.setter
    def second_weight(self, value: float) -> None:
        self.net.layers[1].weights[self.index, self.index] = _number("second_weight", value)

    @property
    def second_bias(self) -> float:
        """Bias of the second neuron: it shifts the curve vertically, and with it the deactivation point."""
        return float(self.net.layers[1].biases[self.index])

    @second_bias.setter
    def second_bias(self, value: float) -> None:
        self.net.layers[1].biases[self.index] = _number("second_bias", value)

    @property
    def output_weight(self) -> float:
        """Weight from the second neuron to the output; its sign flips the part of the pair."""
        return float(self.net.layers[2].weights[self.index, 0])

    @output_weight.setter
    def output_weight(self, value: float) -> None:
        self.net.layers[2].weights[self.index, 0] = _number("output_weight", value)

    @property
    def activation_point(self) -> float:
        """The x at which the first neuron passes 0; setting it moves the bias, and the slope stays."""
        return (0.0 - self.bias) / self._rising()

    @activation_point.setter
    def activation_point(self, x: float) -> None:
        self.bias = -self._rising() * _number("activation_point", x)

    @property
    def deactivation_point(self) -> float:
        """The x at which the second neuron becomes 0; setting it moves the second bias."""
        if self.second_weight >= 0.0:
            raise OptionError(
                f"a pair has a deactivation point if its second weight is negative, it is {self.second_weight:g}"
            )
        return (-self.second_bias / self.second_weight - self.bias) / self._rising()

    @deactivation_point.setter
    def deactivation_point(self, x: float) -> None:
        _ = self.deactivation_point  # there has to be one
        self.second_bias = -self.second_weight * (
            self._rising() * _number("deactivation_point", x) + self.bias
        )

    @property
    def slope(self) -> float:
        """The slope of the output between the two points; setting it moves the output weight."""
        return self.weight * self.second_weight * self.output_weight

    @slope.setter
    def slope(self, value: float) -> None:
        value = _number("slope", value)
        inner = self._rising() * self.second_weight
        if inner == 0.0:
            raise OptionError(
                "a pair with the second weight 0 has no slope: set the second weight first"
            )
        self.output_weight = value / inner

    def _rising(self) -> float:
        if self.weight == 0.0:
            raise OptionError("a pair with the weight 0 has no activation point: set the weight first")
        return self.weight

    def __repr__(self) -> str:
        return (
            f"PairView({self.index}: A = relu({self.weight:g}·x {self.bias:+g}), B = relu({self.second_weight:g}·A"
            f" {self.second_bias:+g}), output {self.output_weight:+g}·B)"
        )


def _number(name: str, value: float) -> float:
    number = real(value)
    if not abs(number) <= 1e100:
        raise OptionError(f"{name} of a pair is a number of at most 1e+100, got {shown(value)}")
    return float(number)
