"""The thread that lets a serving simulator notice that time has passed."""

import threading

from oura_connector.simulator.webhooks import Webhooks

LOOKS_EVERY_S = 0.1
LONGEST_GOODBYE_S = 1.0


class Postman(threading.Thread):
    """Begins with its server and ends with it; a callback that is slow just then is left to itself."""

    def __init__(self, webhooks: Webhooks) -> None:
        super().__init__(name="oura-postman", daemon=True)
        self._webhooks = webhooks
        webhooks.stopping.clear()

    def run(self) -> None:
        while not self._webhooks.stopping.wait(LOOKS_EVERY_S):
            self._webhooks.work()

    def end(self) -> None:
        self._webhooks.stopping.set()
        self.join(LONGEST_GOODBYE_S)
        self._webhooks.caller.close()
