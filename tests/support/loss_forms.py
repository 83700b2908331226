"""The losses as textbooks write them, for one row of mpmath numbers."""

import mpmath


def squared_error(y_pred, y_true):
    """Mean of (p - y)²."""
    return mpmath.fsum((p - y) ** 2 for p, y in zip(y_pred, y_true, strict=True)) / len(y_pred)


def half_squared_error(y_pred, y_true):
    """Sum of (p - y)²/2."""
    return mpmath.fsum((p - y) ** 2 for p, y in zip(y_pred, y_true, strict=True)) / 2


def absolute_error(y_pred, y_true):
    """Mean of |p - y|."""
    return mpmath.fsum(abs(p - y) for p, y in zip(y_pred, y_true, strict=True)) / len(y_pred)


def huber(y_pred, y_true, delta=1.0):
    """Mean of d²/2 within delta and delta·(|d| - delta/2) beyond."""
    delta = mpmath.mpf(delta)

    def one(d):
        return d * d / 2 if abs(d) <= delta else delta * (abs(d) - delta / 2)

    return mpmath.fsum(one(p - y) for p, y in zip(y_pred, y_true, strict=True)) / len(y_pred)


def quantile(y_pred, y_true, level=0.5):
    """Mean of level·(y - p) below the truth and (1 - level)(p - y) above it."""
    level = mpmath.mpf(level)
    each = (
        (1 - level) * (p - y) if p > y else level * (y - p) for p, y in zip(y_pred, y_true, strict=True)
    )
    return mpmath.fsum(each) / len(y_pred)


def cross_entropy(logits, weights):
    """-Σ y log softmax(z)."""
    exps = [mpmath.exp(z) for z in logits]
    total = mpmath.fsum(exps)
    return -mpmath.fsum(y * mpmath.log(e / total) for y, e in zip(weights, exps, strict=True) if y)


def binary_cross_entropy(logits, y_true):
    """Mean of -y log p - (1-y) log(1-p) with p = 1/(1 + e^-z)."""

    def one(z, y):
        p = 1 / (1 + mpmath.exp(-z))
        return -(y * mpmath.log(p) if y else 0) - ((1 - y) * mpmath.log(1 - p) if y != 1 else 0)

    return mpmath.fsum(one(z, y) for z, y in zip(logits, y_true, strict=True)) / len(logits)


def summed_binary_cross_entropy(logits, y_true):
    """Sum of the same."""
    return binary_cross_entropy(logits, y_true) * len(logits)


def half_poisson_deviance(logits, y_true):
    """Sum of y log(y/μ) - y + μ with μ = e^z."""

    def one(z, y):
        mean = mpmath.exp(z)
        return (y * mpmath.log(y / mean) if y else 0) - y + mean

    return mpmath.fsum(one(z, y) for z, y in zip(logits, y_true, strict=True))


FORMS = {
    form.__name__: form
    for form in (
        squared_error, half_squared_error, absolute_error, huber, quantile, cross_entropy, binary_cross_entropy,
        summed_binary_cross_entropy, half_poisson_deviance,
    )
}  # fmt: skip


def exact(name, y_pred, y_true, **parameters):
    """Return the exact loss of one row."""
    with mpmath.workprec(4000):  # 1 - p is e^-1000 beside 1
        mp = [[mpmath.mpf(float(number)) for number in row] for row in (y_pred, y_true)]
        return FORMS[name](*mp, **parameters)
