"""Labels of every kind: as a loss takes them, and from words to class indices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barreleye import losses
from barreleye.errors import BarreleyeError, DataError, ShapeError
from barreleye.losses import class_indices, cross_entropy, learn_classes

Z = np.random.default_rng(0).standard_normal((6, 4))
LABELS = [0, 3, 1, 2, 3, 0]
WHOLE = [np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64]


@pytest.mark.parametrize("dtype", WHOLE)
def test_whole_numbers_of_every_type_are_class_indices(dtype):
    labels = np.array(LABELS, dtype)
    assert cross_entropy(Z, labels) == cross_entropy(Z, LABELS)
    assert (cross_entropy.gradient(Z, labels) == cross_entropy.gradient(Z, LABELS)).all()


def test_indices_and_one_hot_rows_say_the_same():
    one_hot = np.eye(4)[LABELS]
    for dtype in (float, np.float32, int, np.uint8, bool):
        got = cross_entropy.per_row(Z, one_hot.astype(dtype))
        assert got.tolist() == cross_entropy.per_row(Z, LABELS).tolist()


def test_a_uint8_label_is_not_wrapped_by_many_classes():
    wide = np.zeros((2, 300))
    wide[:, 255] = 50.0
    assert cross_entropy(wide, np.array([255, 255], np.uint8)) < 1e-15
    with pytest.raises(ValueError, match="label 200"):
        cross_entropy(np.zeros((2, 200)), np.array([0, 200], np.uint8))


@pytest.mark.parametrize(
    ("label", "dtype"), [(4, np.int64), (-1, np.int8), (250, np.uint8), (2**63 + 5, np.uint64)]
)
def test_a_label_out_of_range_is_refused_with_its_value_and_row(label, dtype):
    labels = np.array(LABELS, dtype)
    labels[3] = label
    for method in (cross_entropy, cross_entropy.per_row, cross_entropy.gradient):
        with pytest.raises(ValueError, match=f"row 3 has the label {label}, .* classes 0 to 3"):
            method(Z, labels)


def test_another_number_of_labels_is_refused():
    with pytest.raises(ShapeError, match="6 rows of predictions for 5 labels"):
        cross_entropy(Z, LABELS[:5])


def test_labels_that_are_no_whole_numbers_are_refused_with_the_cure():
    with pytest.raises(ShapeError, match="class labels as whole numbers, or one-hot rows"):
        cross_entropy(Z, np.array(LABELS, float))
    with pytest.raises(ShapeError, match="without the outer brackets"):
        cross_entropy(Z, [LABELS])


def test_only_losses_for_classes_take_indices():
    for name in losses.names():
        loss = losses.get(name)
        if not loss.labels:
            with pytest.raises(ShapeError):
                loss(Z, LABELS)


@pytest.mark.parametrize(
    ("y", "classes"),
    [
        (["b", "a", "b"], ("a", "b")),
        ([True, False, True], (False, True)),
        ([7, 3, 7, -1], (-1, 3, 7)),
        (np.array([200, 5], np.uint8), (5, 200)),
        ([1.5, 0.5], (0.5, 1.5)),
        (np.array(["b", "a"], dtype=object), ("a", "b")),
        (np.array([2, 1], dtype=object), (1, 2)),
        (np.array(["Adélie", "Ézechiel", "zebra"]), ("Adélie", "zebra", "Ézechiel")),
        ([], ()),
    ],
    ids=str,
)
def test_classes_are_learned_in_order_as_plain_python_values(y, classes):
    got = learn_classes(y)
    assert got == classes
    assert [type(label) for label in got] == [type(label) for label in classes]


@pytest.mark.parametrize("missing", [None, float("nan")], ids=str)
def test_a_missing_label_is_refused_with_its_row(missing):
    with pytest.raises(DataError, match="the label in row 2 is missing"):
        learn_classes(np.array(["a", "b", missing], dtype=object))


def test_a_missing_number_is_refused_with_its_row():
    with pytest.raises(DataError, match="the label in row 1 is missing"):
        learn_classes([1.0, np.nan, 2.0])


def test_labels_without_a_common_order_are_refused_with_their_kinds():
    with pytest.raises(DataError, match="'int' and 'str'"):
        learn_classes(np.array([1, "a"], dtype=object))


@pytest.mark.parametrize(
    ("y", "classes"),
    [
        (["b", "a", "b"], ("a", "b")),
        (np.array(["b", "a", "b"], dtype=object), ("a", "b")),
        ([True, False, True], (False, True)),
        (np.array([30, 20, 30], np.uint8), (20, 30)),
        (np.array([30, 20, 30], np.int16), (20, 30)),
        ([2.5, 0.5, 2.5], (0.5, 2.5)),
    ],
    ids=str,
)
def test_labels_become_their_positions(y, classes):
    got = class_indices(y, classes)
    assert got.tolist() == [1, 0, 1]
    assert got.dtype == np.int64


def test_the_order_of_the_classes_is_the_callers():
    assert class_indices(["low", "high", "mid"], ["low", "mid", "high"]).tolist() == [0, 2, 1]


def test_no_labels_no_indices():
    assert class_indices([], ("a", "b")).shape == (0,)


@pytest.mark.parametrize("stranger", ["c", None, float("nan"), 3], ids=str)
def test_a_label_of_no_class_is_refused_with_its_row_and_the_classes(stranger):
    y = np.array(["a", "b", stranger], dtype=object)
    with pytest.raises(BarreleyeError) as refusal:
        class_indices(y, ("a", "b"))
    assert "row 2" in str(refusal.value)
    assert repr(stranger) in str(refusal.value) or "missing" in str(refusal.value)


def test_many_classes_are_listed_in_part():
    with pytest.raises(DataError, match=r"'0', .* and '9' \.\.\.$"):
        class_indices([99], range(50))


@given(st.lists(st.one_of(st.integers(-5, 5)), min_size=1))
def test_learning_and_looking_up_are_inverse(labels):
    classes = learn_classes(labels)
    assert [classes[i] for i in class_indices(labels, classes)] == labels
    assert list(classes) == sorted(set(labels))
