"""The mail reception as a process: `python -m bysak.mottak.smtp`. Listens on BYSAK_BIND, port BYSAK_SMTP_PORT, and
BYSAK_LMTP_PORT for LMTP when that is set.

Its database may be away when it starts, or go away later: the mail then waits with its sender.
"""

import asyncio
import logging
import signal

import django

from bysak.kjerne.prosesser import Adresser


async def _til_signal() -> None:
    # The models can be imported only when Django is set up.
    from django.conf import settings

    from bysak.mottak.smtptjener import MB, tjen

    adresser = Adresser.fra_miljoe()
    stopp = asyncio.Event()
    for tegn in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(tegn, stopp.set)
    maks = settings.BYSAK_EPOST_MAKS_MB * MB
    await tjen(adresser.bind, adresser.smtp_port, stopp, maks=maks, lmtp=adresser.lmtp_port)


def main() -> None:
    """Receive mail until SIGTERM or SIGINT."""
    django.setup()
    # The library writes addresses on its information lines.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    asyncio.run(_til_signal())


if __name__ == "__main__":
    main()
