"""What the columns do to the answers: importance, effects, interactions."""

from ._effects import Effect, effect, log_odds
from ._importance import Importance, importance
from ._interactions import Interaction, interactions
from ._said import effect_said, importance_said, interaction_said, shown_output

__all__ = [
    "Effect",
    "Importance",
    "Interaction",
    "effect",
    "effect_said",
    "importance",
    "importance_said",
    "interaction_said",
    "interactions",
    "log_odds",
    "shown_output",
]
