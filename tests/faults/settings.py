"""What the processes of these tests run under: the settings of tests, and a queue that looks often."""

from config import env
from config.settings.test import *  # noqa: F403
from config.settings.test import Q_CLUSTER

SIMULATOR_URL = env.text("SIMULATOR_URL")
Q_CLUSTER = {**Q_CLUSTER, "poll": 0.05, "guard_cycle": 0.1}
