"""How much a formula may be and may ask for: the bounds that keep every formula cheap, whatever is typed."""

LONGEST_SOURCE = 4_000  # characters
MOST_PARTS = 500  # numbers, names, calls and operators in one formula
DEEPEST = 40  # how far calls and operators stand inside each other
LONGEST_TEXT = 2_000  # characters of a text a formula makes
FURTHEST = 1e15  # beyond this a float no longer tells neighbouring whole numbers apart
LONGEST_WINDOW_DAYS = 731  # two years and a leap day
MOST_RECORDS = 1_000  # of a history counted in records
MOST_ROWS = 500  # of a table
MOST_DECIMALS = 10
