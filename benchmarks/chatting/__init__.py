"""The parts of `bin/bench messaging`: what it runs on, who speaks, who listens."""
