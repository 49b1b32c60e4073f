"""How gunicorn serves the site; read by gunicorn as its configuration."""

import gc
from typing import Any

from django.conf import settings

from config import env

wsgi_app = "config.wsgi"
bind = env.words("WEB_LISTEN", "127.0.0.1:8000")
worker_class = "gthread"
workers = env.whole_number("WEB_WORKERS", 2, minimum=1)
threads = env.whole_number("WEB_THREADS", 4, minimum=1)
timeout = 60
graceful_timeout = 30
keepalive = 75  # longer than a proxy keeps an idle connection, so that it never writes into a closed one
control_socket_disable = True

# Whom to believe is Django's to decide (config/proxies.py); a header never names the path.
forwarded_allow_ips = ""
forwarder_headers = ""

accesslog = None
logconfig_dict = settings.LOGGING

# Loaded once, before the workers are made: they share its memory.
preload_app = True
# A large page makes hundreds of thousands of objects, none of them in circles: by Python's own measure they would all
# be looked through dozens of times while the page is made.
OBJECTS_BEFORE_A_LOOK = 50_000


def when_ready(_server: Any) -> None:
    """What the site itself is made of stays: no worker looks through it again for what could go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BEFORE_A_LOOK)
