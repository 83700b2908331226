"""One flat vector, and windows on it."""

import pickle

import numpy as np
import pytest

import barreleye as be
from barreleye._arrays import flat_zeros

NAMED = [be.Dense(4, "tanh", name="eye"), be.Dense(3, "relu", bias=False), be.Dense(2, "softmax")]


@pytest.fixture
def net():
    return be.Network(3, NAMED, seed=2, dtype="float64")


def test_weights_then_biases_of_every_layer_lie_one_after_another(net):
    net.parameters.vector[...] = np.arange(net.parameters.vector.size)
    assert net.parameters.vector.size == (3 * 4 + 4) + 4 * 3 + (3 * 2 + 2)
    assert net.layers[0].weights.tolist() == np.arange(12.0).reshape(3, 4).tolist()
    assert net.layers[0].biases.tolist() == [12, 13, 14, 15]
    assert net.layers[1].weights.tolist() == np.arange(16.0, 28.0).reshape(4, 3).tolist()
    assert net.layers[2].weights.tolist() == np.arange(28.0, 34.0).reshape(3, 2).tolist()
    assert net.layers[2].biases.tolist() == [34, 35]


def test_views_by_position_by_name_and_by_layer_share_the_vector(net):
    vector = net.parameters.vector
    for i, name in enumerate(["eye", "hidden1", "output"]):
        by_position, by_name = net.parameters[i], net.parameters[name]
        assert by_position is by_name
        assert np.shares_memory(by_position.weights, vector)
        assert np.shares_memory(net.layers[i].weights, vector)
    net.parameters["output"].biases[0] = 42.0
    assert net.layers[2].biases[0] == 42.0
    assert vector[-2] == 42.0


def test_writing_the_vector_changes_the_answers(net):
    before = net([[1.0, 2.0, 3.0]])
    net.parameters.vector[...] = 0.0
    assert net([[1.0, 2.0, 3.0]]).tolist() == [[0.5, 0.5]] != before.tolist()


def test_assigning_to_a_layer_writes_into_the_same_memory(net):
    vector = net.parameters.vector
    net.layers[0].weights = np.ones((3, 4))
    net.layers[0].biases = [1, 2, 3, 4]
    assert net.parameters.vector is vector
    assert vector[:16].tolist() == [1.0] * 12 + [1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize("values", [np.ones((4, 3)), np.ones(4), 1.0, np.ones((1, 3, 4))], ids=np.shape)
def test_assigning_another_shape_is_refused_with_both_shapes(net, values):
    before = net.parameters.vector.copy()
    with pytest.raises(be.errors.ShapeError, match=r"weights of eye have shape \(3, 4\)") as caught:
        net.layers[0].weights = values
    assert str(np.shape(values)) in str(caught.value)
    assert np.array_equal(net.parameters.vector, before)


def test_a_layer_without_biases_says_so(net):
    assert net.parameters[1].biases is None
    with pytest.raises(be.errors.OptionError, match="hidden1 was made with bias=False"):
        _ = net.layers[1].biases
    with pytest.raises(be.errors.OptionError, match="hidden1 was made with bias=False"):
        net.layers[1].biases = [0, 0, 0]


def test_gradients_are_the_same_kind_of_thing(net):
    gradients = net.gradients([[1.0, 2.0, 3.0]], [1])
    assert isinstance(gradients, be.Parameters)
    assert gradients.vector.shape == net.parameters.vector.shape
    assert gradients["eye"].weights.shape == (3, 4)
    assert gradients[1].biases is None
    assert not np.shares_memory(gradients.vector, net.parameters.vector)
    net.parameters.vector[...] -= 0.1 * gradients.vector  # as anybody would write a step by hand


def test_a_position_is_owned_by_the_layer_around_it(net):
    ends = {0: "eye", 15: "eye", 16: "hidden1", 27: "hidden1", 28: "output", 35: "output"}
    assert {position: net.parameters.where(position) for position in ends} == ends


def test_parameters_are_counted_iterated_and_shown(net):
    assert len(net.parameters) == 3
    assert [window.weights.shape for window in net.parameters] == [(3, 4), (4, 3), (3, 2)]
    text = "Parameters(36 numbers, float64: eye 3×4, hidden1 4×3, output 3×2)"
    assert repr(net.parameters) == text


def test_a_vector_of_another_length_is_refused(net):
    with pytest.raises(be.errors.ShapeError, match=r"36 numbers.*\(35,\)"):
        be.Parameters(net.parameters.slices, np.zeros(35))


def test_a_misspelt_layer_is_answered_with_near_ones(net):
    with pytest.raises(be.errors.UnknownNameError, match=r"no layer is called 'outputt'.*'output'"):
        _ = net.parameters["outputt"]
    with pytest.raises(be.errors.UnknownNameError, match="'eye', 'hidden1' and 'output'"):
        _ = net.parameters["xyz"]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_everything_has_the_dtype_of_the_network(dtype):
    net = be.Network(3, NAMED, dtype=dtype)
    X, y = np.ones((2, 3)), [0, 1]
    trace = net.trace(X)
    arrays = [net.parameters.vector, net(X), net.gradients(X, y).vector, trace.inputs]
    arrays += [array for record in trace for array in (record.x, record.z, record.a)]
    assert {array.dtype.name for array in arrays} == {dtype}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_long_vectors_of_numbers_begin_where_a_huge_page_can(dtype):
    """All that the steps of training read over and over: parameters, gradient, the optimizer's memory."""
    net = be.mlp(600, [1000, 1000], 3, dtype=dtype, seed=0)
    net.partial_fit(np.zeros((4, 600)), np.zeros((4, 3)))
    memory = net._optimizer_state
    vectors = [net.parameters.vector, memory.gradients.vector, *memory.vectors]
    assert [vector.ctypes.data % 2**21 for vector in vectors] == [0] * 4
    assert not net.parameters.like().vector.any()
    other = net.copy()
    assert other.parameters.vector.ctypes.data % 2**21 == 0
    assert (other.parameters.vector == net.parameters.vector).all()


def test_vectors_just_below_and_above_the_size_are_zeros_of_the_right_length():
    for count in (0, 1, 2**20 - 1, 2**20, 2**20 + 1):
        vector = flat_zeros(count, np.dtype(np.float32))
        assert (vector.shape, vector.dtype) == ((count,), np.float32)
        assert not vector.any()
        vector[-1:] = 1.0
        assert (
            count == 0 or vector.ctypes.data % 64 == 0
        )  # no vector of the processor lies across two lines


@pytest.mark.filterwarnings("ignore:Setting the")  # deprecated by NumPy, and still possible
@pytest.mark.parametrize(
    "change", [{"dtype": np.int32}, {"dtype": np.float64}, {"shape": (2, -1)}], ids=str
)
@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_who_changes_what_the_vector_tells_of_itself_changes_that_array_alone(change, engine):
    net, twin = (be.mlp(40, [80], 4, seed=0) for _ in range(2))
    ((name, value),) = change.items()
    setattr(net.parameters.vector, name, value)
    X, Y = np.ones((300, 40)), np.zeros((300, 4))
    with be.engine(engine):
        assert (net(X) == twin(X)).all()
        assert (net.compile()(X) == twin.compile()(X)).all()
        for one in (net, twin):
            one.fit(X, Y, epochs=2, progress=False, engine=engine)
        assert (pickle.loads(pickle.dumps(net))(X) == twin(X)).all()  # noqa: S301  our own
        assert (net.copy()(X) == twin(X)).all()
    assert net.parameters.vector.dtype == np.float32


@pytest.mark.filterwarnings("ignore:Setting the")
def test_a_window_that_tells_another_type_is_refused():
    net = be.mlp(40, [80], 4)
    net.parameters[0].weights.dtype = np.float64
    with pytest.raises(be.errors.DtypeError, match="works on float32 here, got float64"):
        net.compile()
    with pytest.raises(be.errors.OptionError, match=r"layers\[0\].weights now has dtype float64"):
        net.fit(np.ones((3, 40)), np.zeros((3, 4)))
