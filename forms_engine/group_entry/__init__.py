"""Group entry: one form filled for a whole squad and day in a grid, by staff, several at once if need be."""
