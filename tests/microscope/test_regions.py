"""Linear regions of networks with two inputs, against their forward pass at many points."""

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import OptionError

STRAIGHT = ["relu", "leaky_relu", "hard_tanh", "step"]


def drawn(seed, kinds=STRAIGHT, output="linear", dtype="float64"):
    rng = np.random.default_rng(seed)
    hidden = [
        be.Dense(int(rng.integers(1, 9)), str(rng.choice(kinds))) for _ in range(rng.integers(1, 4))
    ]
    net = be.Network(2, [*hidden, be.Dense(3, output)], dtype=dtype)
    net.parameters.vector[...] = rng.normal(0.0, 1.0, net.parameters.vector.size)
    return net


def inside(polygon, points, margin=0.0):
    """Say which points lie within a polygon, by so much from its edges."""
    edges = np.roll(polygon, -1, axis=0) - polygon
    lengths = np.hypot(*edges.T)
    real = lengths > 1e-9
    heights = [
        (edge[0] * (points[:, 1] - corner[1]) - edge[1] * (points[:, 0] - corner[0])) / length
        for corner, edge, length in zip(polygon[real], edges[real], lengths[real], strict=True)
    ]
    return np.min(heights, axis=0) > margin


def homes(regions, points):
    """Return the region of each point, -1 where an edge is nearer than 1e-9; a point has at most one."""
    home, many = np.full(len(points), -1), np.zeros(len(points), int)
    for i, polygon in enumerate(regions):
        here = inside(polygon, points, 1e-9)
        home[here] = i
        many += here
    assert many.max() <= 1
    return home


@pytest.mark.parametrize("seed", range(12))
def test_each_point_lies_in_one_region_whose_map_is_the_forward_pass(seed):
    net = drawn(seed)
    regions = be.linear_regions(net, (-1.5, 1.5))
    assert regions.areas.min() > 0
    assert regions.areas.sum() == pytest.approx(9.0, rel=1e-12)
    points = np.random.default_rng(seed).uniform(-1.5, 1.5, (2000, 2))
    home = homes(regions, points)
    assert (home >= 0).mean() > 0.999
    points, home = points[home >= 0], home[home >= 0]
    mapped = np.einsum("nd,ndk->nk", points, regions.gradients[home]) + regions.intercepts[home]
    wanted = net(points)
    assert np.abs(mapped - wanted).max() <= 1e-12 * np.abs(wanted).max()
    for view, record, side in zip(net.layers, net.trace(points), regions.sides, strict=True):
        seen = np.sum([record.z > kink for kink in view.activation.kinks] or [record.z * 0], axis=0)
        np.testing.assert_array_equal(side[home], seen)


@pytest.mark.parametrize("seed", range(4))
def test_neighbours_share_their_edges(seed):
    net = drawn(50 + seed, ["relu", "hard_tanh"])
    regions = be.linear_regions(net)
    for polygon in regions:
        middle = 0.5 * (polygon + np.roll(polygon, -1, axis=0))
        edge = np.roll(polygon, -1, axis=0) - polygon
        length = np.hypot(*edge.T)
        outward = np.stack([edge[:, 1], -edge[:, 0]], axis=1) / np.maximum(length, 1e-300)[:, None]
        beyond = middle + 1e-7 * outward
        inner = (length > 1e-4) & (np.abs(beyond) < 1.0).all(axis=1)
        home = homes(regions, beyond[inner])
        for at, i in zip(middle[inner], home, strict=True):
            assert i >= 0
            other = regions[i]
            assert not inside(other, at[None], 1e-12)[0]
            assert inside(other, at[None], -1e-12)[0]


def test_a_curved_last_layer_gives_the_maps_of_its_pre_activations():
    net = drawn(3, ["relu"], "softmax")
    regions = be.linear_regions(net)
    points = np.random.default_rng(0).uniform(-1.0, 1.0, (500, 2))
    home = homes(regions, points)
    points, home = points[home >= 0], home[home >= 0]
    mapped = np.einsum("nd,ndk->nk", points, regions.gradients[home]) + regions.intercepts[home]
    np.testing.assert_allclose(mapped, net.trace(points)[-1].z, rtol=1e-12, atol=1e-12)
    assert len(regions.sides) == len(net.layers) - 1


def lines(weights, biases):
    """Return a network whose neurons change on these lines of the plane."""
    first = be.Dense(len(biases), "relu", init=(np.array(weights, float).T, biases))
    return be.Network(2, [first, be.Dense(1)], dtype="float64", seed=0)


@pytest.mark.parametrize(
    ("weights", "biases", "count"),
    [
        ([[0, 0], [0, 0]], [0, 1], 1),  # dead, and always active
        (
            [[1, 0], [1, 0], [2, 0], [-3, 0]],
            [0, 0, 0, 0],
            2,
        ),  # duplicates, and the same line in other units
        ([[1, 0], [1, 0], [1, 0]], [0, 0.5, -0.5], 4),  # parallel
        ([[1, 1], [1, -1]], [0, 0], 4),  # through the corners
        ([[1, 0], [0, 1]], [1, -1], 1),  # along the edges
        ([[1, 1]], [2], 1),  # touches a corner
        ([[1, 0], [0, 1], [1, 1], [1, -1]], [0, 0, 0, 0], 8),  # all through one point
        (
            [[3, 1], [1, 3], [0.1, 0.3]],
            [-1, -1, -0.1],
            4,
        ),  # two lines cross, one of them again but for rounding
    ],
    ids=range(8),
)
def test_degenerate_lines(weights, biases, count):
    regions = be.linear_regions(lines(weights, biases))
    assert len(regions) == count
    assert regions.areas.sum() == pytest.approx(4.0, rel=1e-14)
    assert regions.areas.min() > 1e-3


def test_the_box_may_differ_by_input():
    regions = be.linear_regions(lines([[1, 0]], [-2.0]), ((0, 4), (-1, 0)))
    assert sorted(regions.areas.tolist()) == [2.0, 2.0]
    assert regions[0].tolist() == regions[-2].tolist()
    with pytest.raises(IndexError, match="2 regions, got 2"):
        regions[2]


@pytest.mark.parametrize(
    "box", [(1, 0), (0, 0), (0, float("nan")), (0, 1, 2), "box", ((0, 1), (1, 0)), (0, 1e200)]
)
def test_what_is_no_box_is_refused(box):
    with pytest.raises((be.errors.BarreleyeError, TypeError), match="the box"):
        be.linear_regions(be.mlp(2, [3], 1), box)


def test_what_has_no_regions_is_refused():
    with pytest.raises(be.errors.ShapeError, match="2 inputs, this one has 1"):
        be.linear_regions(be.mlp(1, [3], 1))
    with pytest.raises(be.errors.OptionError, match="'tanh' is not piecewise linear"):
        be.linear_regions(be.Network(2, [be.Dense(3, "tanh"), be.Dense(1)]))


@pytest.mark.parametrize("scale", [1e-30, 1e-20, 1e20, 1e25])
@pytest.mark.filterwarnings("error")
def test_tiny_and_huge_heights_are_cut_too(scale):
    net = be.Network(2, [be.Dense(6, "relu") for _ in range(6)], dtype="float64", seed=3)
    plain = be.linear_regions(net)
    net.parameters[0].weights[:] *= scale
    for part in list(net.parameters)[1:]:
        part.weights[:] *= scale
    found = be.linear_regions(net)
    assert len(found) == len(plain)
    assert found.areas.sum() == pytest.approx(4.0)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_refused(wrong):
    for inputs, find in ((1, be.exact_curve), (2, be.linear_regions)):
        net = be.mlp(inputs, [3], 1, seed=0)
        net.parameters[0].weights[0, 1] = wrong
        with pytest.raises(OptionError, match="the weights of hidden0 have NaN or infinity"):
            find(net)
        net = be.mlp(inputs, [3, 3], 1, seed=0, dtype="float64")
        net.parameters.vector[:] = 1e160
        with pytest.raises(OptionError, match="overflow float64"):
            find(net)
