"""The health of a network: findings with their evidence, what causes them, and what cures them."""

from ._check import Check, check
from ._finding import RULES, Finding, Rule
from ._health import Health, health
from ._health_watch import HealthWatch
from ._revive import revive

__all__ = [
    "RULES",
    "Check",
    "Finding",
    "Health",
    "HealthWatch",
    "Rule",
    "check",
    "health",
    "revive",
]
