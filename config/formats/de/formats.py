"""Dates and times as a German reads them, wherever the site writes one."""

from config.formats.german_dates import GERMAN_DATES

DATE_FORMAT = "j. M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j. M Y, H:i"


def __getattr__(name: str) -> str:
    """Django asks this module for a format by its name, and a format written out is a name like any other."""
    try:
        return GERMAN_DATES[name]
    except KeyError:
        raise AttributeError(name) from None
