"""Many classes in a report: the rarest are added up, and no row is lost."""

import numpy as np
import pytest

from barreleye.reports._confusion import fewer_classes


@pytest.mark.parametrize("most", [2, 5, 11])
def test_the_most_frequent_classes_stay_in_order_and_the_others_are_added_up(most):
    rng = np.random.default_rng(0)
    confusion = rng.integers(0, 9, (12, 12)) * np.arange(1, 13)[:, None]
    classes = [f"class {i}" for i in range(12)]
    summed, labels = fewer_classes(confusion, classes, most)
    frequent = sorted(np.argsort(confusion.sum(axis=1))[::-1][: most - 1])
    assert labels == (*(classes[i] for i in frequent), f"{13 - most} others")
    assert summed.shape == (most, most)
    assert summed.sum() == confusion.sum()
    assert (summed[:-1, :-1] == confusion[np.ix_(frequent, frequent)]).all()
    assert (summed.sum(axis=1)[:-1] == confusion.sum(axis=1)[frequent]).all()
    assert (summed.sum(axis=0)[:-1] == confusion.sum(axis=0)[frequent]).all()


def test_few_classes_are_left_as_they_are():
    confusion = np.arange(9).reshape(3, 3)
    summed, labels = fewer_classes(confusion, [True, 2, "c"], 3)
    assert (summed == confusion).all()
    assert labels == (True, 2, "c")
