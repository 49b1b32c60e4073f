"""One athlete over time: charts on one axis, a night in detail, what happened besides."""
