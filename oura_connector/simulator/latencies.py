"""How long answers take: always the same, or spread as told, in an order that is the same every time."""

from dataclasses import asdict, dataclass, field
from typing import Any

from oura_connector.simulator.seeding import fraction_of


@dataclass
class Latency:
    """`spread` is percentiles with seconds, [[50, 0.1], [95, 0.8], [100, 3]], with a straight line between two.

    Without a spread each answer takes `seconds`. Only requests whose path contains `path` are slowed.
    """

    seconds: float = 0.0
    path: str = ""
    spread: list[list[float]] = field(default_factory=list)
    drawn: int = field(default=0, repr=False)

    def __post_init__(self) -> None:
        points = [(float(percent), float(seconds)) for percent, seconds in self.spread]
        if points != sorted(points) or any(seconds < 0 for _, seconds in points) or self.seconds < 0:
            raise ValueError("spread rises, and no answer takes less than no time")
        if points and (points[0][0] < 0 or points[-1][0] != 100):
            raise ValueError("spread ends with percentile 100")

    def draw(self, path: str) -> float:
        """Seconds the next answer takes."""
        if self.path not in path:
            return 0.0
        if not self.spread:
            return self.seconds
        self.drawn += 1
        return self._at(100 * fraction_of("latency", self.drawn))

    def _at(self, percent: float) -> float:
        below_at, below_s = 0.0, 0.0
        for point_at, point_s in self.spread:
            if percent <= point_at:
                share = (percent - below_at) / (point_at - below_at) if point_at > below_at else 1.0
                return below_s + share * (point_s - below_s)
            below_at, below_s = point_at, point_s
        return below_s

    def dump(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "drawn"}
