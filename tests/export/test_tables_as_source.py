"""Models of tables as C, JavaScript and Python: values in, answers out, as they are here."""

import numpy as np
import pytest

from support.exports import Run, each
from support.table_models import error_of_model, given, models, unseen


@pytest.fixture(scope="module")
def made():
    return dict(models())


def test_the_models_have_everything_that_can_be_written(made):
    plans = [plan for model in made.values() for plan in model.encoder.plans]
    kinds = {type(one).__name__ for plan in plans if plan.is_number for one in plan.applied}
    assert kinds == {"Scaled", "Quantiles", "Bins", "Codes", "DateParts"}
    assert {(plan.flag, plan.other) for plan in plans if not plan.is_number} == {
        (True, False), (False, False), (False, True),
    }  # fmt: skip


@each
def test_values_go_in_and_answers_come_out(reader, made, tmp_path):
    table = unseen(5)
    with Run(reader, made, tmp_path) as run:
        for name, model in made.items():
            known = model.predict(table)
            values, probabilities = run.answers(name, given(table))
            bound = 2.0 * error_of_model(model, table)
            if probabilities is None:
                assert (np.abs(values - known.values) <= bound).all(), name
                continue
            assert (np.abs(probabilities - known.probabilities) <= bound).all(), name
            two = np.sort(known.probabilities, axis=1)[:, -2:]
            clear = two[:, 1] - two[:, 0] > 2.0 * bound.max(axis=1)
            assert clear.mean() > 0.9
            assert values[clear].tolist() == known.values[clear].tolist(), name
