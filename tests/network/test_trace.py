"""The record of one pass, against numbers worked out by hand."""

import numpy as np
import pytest

import barreleye as be

X = [[1.0, 2.0], [-1.0, 0.5]]


@pytest.fixture
def net():
    return be.Network(
        2,
        [
            be.Dense(2, "relu", init=([[1, -1], [2, 0.5]], [0.5, 0])),
            be.Dense(1, be.activations.leaky_relu.with_(negative_slope=0.25), init=([[2], [-4]], [-3])),
            be.Dense(2, "softmax", init=([[1, -1]], [0, 0])),
        ],
        dtype="float64",
    )


def test_every_quantity_of_a_layer_is_the_one_worked_out_by_hand(net):
    trace = net.trace(X)
    first, second = trace["hidden0"], trace["hidden1"]
    assert trace.inputs.tolist() == X
    assert first.x.tolist() == X
    assert first.z.tolist() == [[5.5, 0.0], [0.5, 1.25]]
    assert first.a.tolist() == [[5.5, 0.0], [0.5, 1.25]]
    assert first.slopes.tolist() == [[1.0, 0.0], [1.0, 1.0]]  # relu'(0) = 0
    assert second.x.tolist() == first.a.tolist()
    assert second.z.tolist() == [[8.0], [-7.0]]
    assert second.a.tolist() == [[8.0], [-1.75]]
    assert second.slopes.tolist() == [[1.0], [0.25]]
    assert trace["output"].z.tolist() == [[8.0, -8.0], [-1.75, 1.75]]


def test_the_outputs_are_those_of_the_last_layer_and_of_the_network(net):
    trace = net.trace(X)
    assert trace.outputs is trace["output"].a
    assert np.array_equal(trace.outputs, net(X))
    p = 1.0 / (1.0 + np.exp(-16.0))
    # exp of either side to 1 ulp, then a sum and a division
    assert trace.outputs[0, 0] == pytest.approx(p, rel=4 * np.finfo(float).eps)


def test_slopes_are_taken_at_z_and_not_at_the_output():
    net = be.Network(1, [be.Dense(2, "tanh", init=[[1.0, -3.0]])], dtype="float64")
    slopes = net.trace([[0.5]])[0].slopes
    expected = [[1.0 / np.cosh(0.5) ** 2, 1.0 / np.cosh(1.5) ** 2]]
    np.testing.assert_allclose(slopes, expected, rtol=8 * np.finfo(float).eps, atol=0)


def test_a_row_wise_layer_has_no_slopes(net):
    assert net.trace(X)["output"].slopes is None


def test_layers_are_found_by_position_and_name_in_order(net):
    trace = net.trace(X)
    assert len(trace) == 3
    assert [record.name for record in trace] == ["hidden0", "hidden1", "output"]
    assert trace[-1] is trace["output"] is trace.layers[2]
    assert trace[0].activation == be.activations.relu
    with pytest.raises(be.errors.UnknownNameError, match=r"no layer is called 'hiden0'.*'hidden0'"):
        _ = trace["hiden0"]


def test_the_print_names_rows_widths_activations_and_spans(net):
    text = str(net.trace(X))
    lines = text.splitlines()
    assert lines[0] == "trace of 2 rows"
    assert [line.split()[0] for line in lines[3:]] == ["inputs", "hidden0", "hidden1", "output"]
    assert "leaky_relu(negative_slope=0.25)" in lines[5]
    assert "8, -1.75" in lines[5]
    assert "8, -7" in lines[5]
    assert "1, 0.25" in lines[5]
    assert "row-wise" in lines[6]


def test_many_values_are_printed_as_a_span(net):
    text = str(net.trace(np.linspace(-1.0, 1.0, 20).reshape(10, 2)))
    assert "trace of 10 rows" in text
    assert "-1 to 1" in text


def test_a_trace_of_no_rows_prints(net):
    assert "trace of 0 rows" in str(net.trace(np.empty((0, 2))))


def test_a_trace_is_a_record_and_not_a_window_on_what_comes_later(net):
    trace = net.trace(X)
    before = trace["hidden0"].z.copy()
    net.parameters.vector[...] = 0.0
    assert np.array_equal(trace["hidden0"].z, before)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_the_first_non_finite_quantity_is_found_in_the_order_of_the_pass(net, value):
    assert net.trace(X).first_non_finite() is None
    with np.errstate(invalid="ignore"):  # inf - inf on the way
        assert net.trace([[1.0, value]]).first_non_finite() == ("inputs", "x")
        net.layers[1].biases[0] = value
        assert net.trace(X).first_non_finite() == ("hidden1", "z")


def test_an_output_that_overflows_from_a_finite_z_is_named_a():
    steep = be.activations.leaky_relu.with_(negative_slope=1e30)
    net = be.Network(1, [be.Dense(1, steep, init=[[-1e30]]), be.Dense(1)])
    assert net.trace([[1.0]]).first_non_finite() == ("hidden0", "a")
