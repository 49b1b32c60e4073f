"""Figures with their goals: one object for programs, a table for people."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`is_at_least`: whether the goal is a floor; else it is a ceiling."""

    value: float
    goal: float
    unit: str
    is_at_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.value >= self.goal if self.is_at_least else self.value <= self.goal

    def as_json(self) -> dict[str, object]:
        return {"value": round(self.value, 2), "goal": self.goal, "unit": self.unit}


def table_of(figures: Mapping[str, Figure]) -> list[str]:
    lines = [f"{'figure':<26}{'value':>10}  {'goal':<12}unit"]
    for name, one in figures.items():
        goal = f"{'≥' if one.is_at_least else '≤'} {one.goal:g}"
        lines.append(f"{name:<26}{one.value:>10.2f}  {goal:<12}{one.unit}{'' if one.is_met else '   NOT MET'}")
    return lines
