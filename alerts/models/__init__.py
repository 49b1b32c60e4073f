"""Rules and what they were made of, the alerts they raised, whom they were told to, and what waits to be looked at."""

from alerts.models.alert import Alert, Happening, Telling
from alerts.models.rule import Condition, Rule, RuleVersion
from alerts.models.upkeep import Daily, ToEvaluate

__all__ = ["Alert", "Condition", "Daily", "Happening", "Rule", "RuleVersion", "Telling", "ToEvaluate"]
