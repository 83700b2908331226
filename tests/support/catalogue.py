"""The catalogue of activations, as it was before a test."""

from barreleye.activations import _activation_catalogue

_TABLES = ("_CATALOGUE", "_ALIASES", "_USER_DEFINED")


def forgetful(monkeypatch):
    """Let the catalogue forget what a test declares: other tests try every function that it holds."""
    for name in _TABLES:
        table = getattr(_activation_catalogue, name)
        monkeypatch.setattr(_activation_catalogue, name, type(table)(table))
