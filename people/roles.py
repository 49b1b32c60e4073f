"""The roles that ship, as names of Django groups."""

CONSULTANT = "Consultant"
STAFF = "Staff"
COACH = "Coach"
MEDICAL = "Medical"
ATHLETE = "Athlete"

ALL_ROLES = (CONSULTANT, STAFF, COACH, MEDICAL, ATHLETE)
