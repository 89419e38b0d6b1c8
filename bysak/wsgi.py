"""The WSGI door of both web processes; `BYSAK_PROSESS` decides which site it serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bysak.settings")
application = get_wsgi_application()
