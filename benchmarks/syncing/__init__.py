"""The parts of `bin/bench sync`: what it runs on, what it runs, and how it counts."""
