"""The parts of `bin/bench boards`: the club, who asks for pages, the raw statements, who writes meanwhile."""
