"""scikit-learn's own checks of estimators; none is expected to fail."""

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from barreleye.sklearn import MLPClassifier, MLPRegressor, TabularClassifier, TabularRegressor

# as scikit-learn configures its own classes for them
ESTIMATORS = [MLPClassifier(max_iter=100), MLPRegressor(max_iter=100)]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.filterwarnings("ignore:all of them make one batch:UserWarning")
@pytest.mark.filterwarnings("default::sklearn.exceptions.SkipTestWarning")
@parametrize_with_checks(ESTIMATORS)
def test_a_check_of_scikit_learn(estimator, check):
    check(estimator)


# Rows are dealt out into folds: a row of weight 2 is in one of them, and two rows may be in two.
BY_ROWS = "check_sample_weight_equivalence"
TABULAR = [
    kind(effort="quick", epochs=10) for kind in (TabularClassifier, TabularRegressor)
]  # what they check does not depend on how well they learn


@pytest.mark.filterwarnings("default::sklearn.exceptions.SkipTestWarning")
@parametrize_with_checks(TABULAR)
def test_a_check_of_scikit_learn_with_tables(estimator, check):
    if BY_ROWS in str(check):
        pytest.skip("folds are dealt out by rows, and not by weights")
    check(estimator)
