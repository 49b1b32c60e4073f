"""Dates and times as the site's own pages write them, where Django chooses: in admin above all. 24 hours."""

DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
