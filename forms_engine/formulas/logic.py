"""and, or, not. An answer that is sure whatever a missing one would say is given: no and missing is no."""

from collections.abc import Sequence

from forms_engine.formulas.missing import Answer, Missing
from forms_engine.formulas.typed import Frame, Run, through


def all_of(runs: Sequence[Run]) -> Run:
    return _decided_by(False, runs)


def any_of(runs: Sequence[Run]) -> Run:
    return _decided_by(True, runs)


def opposite(operand: Run) -> Run:
    return through(operand, lambda value: not value)


def _decided_by(decider: bool, runs: Sequence[Run]) -> Run:
    def run(frame: Frame) -> Answer:
        missing: Answer | None = None
        for operand in runs:
            value = operand(frame)
            if value is decider:
                return decider
            if missing is None and value.__class__ is Missing:
                missing = value
        return missing or (not decider)

    return run
