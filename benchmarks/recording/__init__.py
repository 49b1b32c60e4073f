"""The parts of `bin/bench forms`: the club, reads next to raw SQL, the grid, and the jobs of a worker."""
