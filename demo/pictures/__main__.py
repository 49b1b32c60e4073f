"""`bin/pictures [NAME ...]`: every picture of docs/pictures, or the named ones, made anew from a demo site."""

import signal
import sys

from demo.pictures.site import demo_site


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped; nothing is left behind."))
    with demo_site() as address:
        import django

        django.setup()
        from demo.pictures.taking import take_all

        take_all(address, set(sys.argv[1:]), lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
