"""Every limit of `alerts`, in one place."""

from datetime import timedelta

MOST_CONDITIONS = 5
# Board days on which an alert may be raised, counted back from today: a first fill of old days stays silent.
DAYS_RAISED = 2
# How far back an open alert is looked at again when what it is made of is revised.
LOOKED_AT_AGAIN = timedelta(days=14)
LONGEST_SILENCE = timedelta(days=30)
# The HRV band needs its week and the sixty nights before.
HRV_DAYS = 67
# How far back the value before may lie.
BEFORE_DAYS = 7

PEOPLE_A_BATCH = 100
BATCHES_A_TASK = 5
# A task that was lost is rung for anew.
RING_LASTS = timedelta(minutes=1)

DAYS_TRIED = 28
ALERTS_A_PAGE = 50
# What the menu counts.
COUNTED_FOR = timedelta(days=14)
LINES_A_DIGEST = 20
LONGEST_SNOOZE_DAYS = 14
