"""How much of a file is read. Beyond it the file is refused, never cut off."""

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 300
MOST_CELLS = 6_000_000
# Excel's own last row; a sheet that claims more is not one.
LAST_ROW = 1_048_576
# Of what an XLSX unpacks to: sheets are read as they come, the other parts at once.
MOST_UNPACKED = 400 * 1024 * 1024
MOST_UNPACKED_PART = 32 * 1024 * 1024
MOST_PARTS = 1_000
