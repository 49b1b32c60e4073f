"""Numbers, differences and ages as people read them."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from django.utils.formats import get_format
from django.utils.translation import ngettext

from dashboards.speaking import remembered
from dashboards.speaking import spoken as _

Number = TypeVar("Number", int, float)

MINUS = "−"
THIN_SPACE = "\u202f"
SECONDS_A_MINUTE = 60
MINUTES_AN_HOUR = 60


def whole(value: float) -> str:
    """78.4 → "78"."""
    return _whole(round(value))


def whole_change(difference: float) -> str:
    """3.2 → "+3", -3.2 → "−3", 0.3 → "±0"."""
    return _signed(round(difference), str)


def thousands(value: float) -> str:
    """12345 → "12 345", with a thin space."""
    return _grouped(round(value)).replace("-", MINUS)


def thousands_change(difference: float) -> str:
    return _signed(round(difference), _grouped)


def signed_hundredths(value: float) -> str:
    """0.134 → "+0.13"."""
    return remembered(("hundredths", round(value, 2)), _hundredths)


def signed_tenths(value: float) -> str:
    """1.26 → "+1.3", in German "+1,3"."""
    return _signed(round(value, 1), lambda size: with_decimals(size, 1))


def with_decimals(value: float, decimals: int) -> str:
    """2.5, 1 → "2.5", in German "2,5"."""
    return f"{value:.{decimals}f}".replace(".", _decimal_point())


def figure(value: float) -> str:
    """A threshold as somebody wrote it: 1.5 → "1.5", in German "1,5"; 2.0 → "2"; -2 → "−2"."""
    return f"{value:g}".replace(".", _decimal_point()).replace("-", MINUS)


def hours(seconds: float) -> str:
    """26100 → "7 h 15", with spaces that do not break."""
    return remembered(("minutes", round(seconds / SECONDS_A_MINUTE)), _hours)


def span(seconds: float) -> str:
    """The same of any length: 480 → "8 min", 26100 → "7 h 15"."""
    return _minutes(round(seconds / SECONDS_A_MINUTE))


def hours_change(seconds: float) -> str:
    """-4200 → "−1 h 10"; under an hour "+25 min"."""
    return _signed(round(seconds / SECONDS_A_MINUTE), _minutes)


def clock(hours_of_day: float) -> str:
    """Hours from a midnight as a clock shows them: 6.5 → "06:30", −1.25 → "22:45"."""
    minutes = round(hours_of_day * MINUTES_AN_HOUR) % (24 * MINUTES_AN_HOUR)
    return f"{minutes // MINUTES_AN_HOUR:02d}:{minutes % MINUTES_AN_HOUR:02d}"


def percent_change(percent: float) -> str:
    """4.2 → "+4 %"."""
    return _("%(percent)s\u00a0%%") % {"percent": whole_change(percent)}


def days_old(days: int) -> str:
    return ngettext("%(days)d day old", "%(days)d days old", days) % {"days": days}


def time_since(moment: datetime, now: datetime) -> str:
    """How long ago `moment` was: "just now", "12 min ago", "3 h ago", "2 days ago"."""
    minutes = max(0, int((now - moment).total_seconds()) // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("%(count)d min ago") % {"count": minutes}
    if minutes < 24 * 60:
        return _("%(count)d h ago") % {"count": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}


# Looked up much sooner than written: a page has thousands of them.
@lru_cache(maxsize=4096)
def _whole(number: int) -> str:
    return f"{number:d}".replace("-", MINUS)


def _decimal_point() -> str:
    return remembered("DECIMAL_SEPARATOR", get_format)


def _hundredths(told: tuple[str, float]) -> str:
    return _signed(told[1], lambda size: with_decimals(size, 2))


def _hours(told: tuple[str, int]) -> str:
    return _("%(hours)d\u00a0h\u00a0%(minutes)02d") % {
        "hours": told[1] // MINUTES_AN_HOUR,
        "minutes": told[1] % MINUTES_AN_HOUR,
    }


def _minutes(total: int) -> str:
    if total < MINUTES_AN_HOUR:
        return _("%(minutes)d\u00a0min") % {"minutes": total}
    return remembered(("minutes", total), _hours)


def _grouped(value: int) -> str:
    return f"{value:,}".replace(",", THIN_SPACE)


def _signed(value: Number, write: Callable[[Number], str]) -> str:
    if value == 0:
        return "±" + write(abs(value))
    return ("+" if value > 0 else MINUS) + write(abs(value))
