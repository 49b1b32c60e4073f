"""The capacity benchmark: a day of many athletes, replayed against the vendor's limit."""
