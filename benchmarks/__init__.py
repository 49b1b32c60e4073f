"""What we claim about speed, as runnable files: `bin/bench NAME`."""
