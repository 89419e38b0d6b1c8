"""The WSGI door of both web processes; `BYSAK_PROSESS` decides which site it serves."""

import os

from django.core.wsgi import get_wsgi_application

from bysak.kjerne.soeppel import legg_bort

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bysak.settings")
application = get_wsgi_application()


def _krev_vern() -> None:
    """Refuse to serve from a database without its promises. One that does not answer is met with 503 until it does."""
    from django.db import OperationalError, connection

    from bysak.kjerne.vern import krev_vern

    try:
        krev_vern()
    except OperationalError:
        return
    finally:
        connection.close()


_krev_vern()
legg_bort()
