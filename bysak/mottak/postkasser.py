"""The mailboxes as a process: `python -m bysak.mottak.postkasser`. It listens nowhere; it calls out."""

import signal
import threading

import django


def main() -> None:
    """Follow every mailbox that is started, until SIGTERM or SIGINT."""
    django.setup()
    # The models can be imported only when Django is set up.
    from bysak.mottak.postvakt import hold_vakt

    stopp = threading.Event()
    for tegn in (signal.SIGTERM, signal.SIGINT):
        signal.signal(tegn, lambda *_: stopp.set())
    hold_vakt(stopp)


if __name__ == "__main__":
    main()
