"""The one settings file: driven by the environment, loud about a bad value.

`BYSAK_PROSESS` says which of Bysak's processes this is, `BYSAK_DB_ROLLE` which database role it has.
The public process loads neither sessions nor login: it has no cookies to lose.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from bysak.kjerne.hemmeligheter import hemmelighet
from bysak.kjerne.tilkobling import database
from bysak.klienter.clamd import Clamd
from bysak.klienter.oidcoppsett import Oppsett, les
from bysak.klienter.utpost import Tjener, tjener

PROSESSER = ("arbeidsflate", "offentlig", "jobb", "mottak", "innsending", "postkasser", "kommando", "migrer")
DB_ROLLER = ("app", "eier", "offentlig")


def _valg(navn: str, standard: str, lovlige: tuple[str, ...]) -> str:
    verdi = os.environ.get(navn, standard)
    if verdi not in lovlige:
        raise ImproperlyConfigured(f"{navn}={verdi!r} er ukjent. Bruk en av: {', '.join(lovlige)}.")
    return verdi


def _heltall(navn: str, standard: int) -> int:
    verdi = os.environ.get(navn, str(standard))
    if not verdi.isdigit():
        raise ImproperlyConfigured(f"{navn}={verdi!r} må være et helt tall.")
    return int(verdi)


def _utpost(navn: str) -> Tjener | None:
    verdi = os.environ.get(navn, "")
    try:
        return tjener(verdi) if verdi else None
    except ValueError:
        raise ImproperlyConfigured(
            f"{navn} kan ikke leses. Skriv den som smtp://vert:25 eller smtps://bruker@vert, uten passord."
        ) from None


def _clamd(navn: str) -> Clamd | None:
    verdi = os.environ.get(navn, "")
    try:
        return Clamd.fra_adresse(verdi) if verdi else None
    except ValueError:
        raise ImproperlyConfigured(
            f"{navn} kan ikke leses. Skriv den som unix:/run/clamav/clamd.ctl eller tcp://vert:3310."
        ) from None


def _leverandoerer(navn: str) -> tuple[Oppsett, ...]:
    fil = os.environ.get(navn, "")
    # The file leads to secrets, which the other processes cannot read.
    if not fil or os.environ.get("BYSAK_PROSESS") != "arbeidsflate":
        return ()
    try:
        return les(Path(fil))
    except ValueError as feil:
        raise ImproperlyConfigured(f"{navn}: {feil}") from None


ROT = Path(__file__).resolve().parent.parent
BYSAK_DATA = Path(os.environ.get("BYSAK_DATA", ROT / "data")).resolve()
BYSAK_PROSESS = _valg("BYSAK_PROSESS", "kommando", PROSESSER)
BYSAK_DB_ROLLE = _valg("BYSAK_DB_ROLLE", "offentlig" if BYSAK_PROSESS == "offentlig" else "app", DB_ROLLER)
BYSAK_EPOST_MAKS_MB = _heltall("BYSAK_EPOST_MAKS_MB", 150)
# More issuers that mail servers' certificates may have, beside those that the machine trusts.
BYSAK_IMAP_CA = os.environ.get("BYSAK_IMAP_CA", "")
# Where scanners lay their batches, in a folder for each virksomhet.
BYSAK_SKANNMAPPE = Path(os.environ.get("BYSAK_SKANNMAPPE") or BYSAK_DATA / "skann").resolve()
BYSAK_EPOSTDOMENE = os.environ.get("BYSAK_EPOSTDOMENE", "bysak.example")
BYSAK_OFFENTLIG_ADRESSE = os.environ.get(
    "BYSAK_OFFENTLIG_ADRESSE", f"http://127.0.0.1:{_heltall('BYSAK_OFFENTLIG_PORT', 8001)}"
)
# Where forms are sent (docs/drift.md), how much may come in one go, and how large a file may be that comes in pieces.
BYSAK_INNSENDING_ADRESSE = os.environ.get(
    "BYSAK_INNSENDING_ADRESSE", f"http://127.0.0.1:{_heltall('BYSAK_INNSENDING_PORT', 8002)}"
).rstrip("/")
BYSAK_INNSENDING_MAKS_MB = _heltall("BYSAK_INNSENDING_MAKS_MB", 150)
BYSAK_INNSENDING_FIL_MB = _heltall("BYSAK_INNSENDING_FIL_MB", 2048)
BYSAK_SKJEMA_MAKS_MB = _heltall("BYSAK_SKJEMA_MAKS_MB", 50)
# How many forms an hour one address may send, and the proxy that is believed when it says whose address it is.
BYSAK_SKJEMA_PER_TIME = _heltall("BYSAK_SKJEMA_PER_TIME", 30)
BYSAK_PROXY = os.environ.get("BYSAK_PROXY", "")
# Demo says so on every page; it is a property of the data, set by the run command.
BYSAK_ADRESSE = os.environ.get("BYSAK_ADRESSE", f"http://127.0.0.1:{_heltall('BYSAK_PORT', 8000)}").rstrip("/")
# The mail server that notices go out through; none is the default, and then nobody is told by mail.
BYSAK_UTPOST = _utpost("BYSAK_UTPOST")
BYSAK_UTPOST_FRA = os.environ.get("BYSAK_UTPOST_FRA", f"ikke-svar@{BYSAK_EPOSTDOMENE}")
BYSAK_UTPOST_PASSORD = os.environ.get("BYSAK_UTPOST_PASSORD", "")
# How long an answer to a sender waits before it goes, so that it can be undone.
BYSAK_UTBOKS_MINUTTER = _heltall("BYSAK_UTBOKS_MINUTTER", 10)
# The virus scanner that all that comes in goes through; none is the default, and then the pages say so.
BYSAK_CLAMD = _clamd("BYSAK_CLAMD")
BYSAK_DEMO = os.environ.get("BYSAK_DEMO", "") == "1"
ER_OFFENTLIG = BYSAK_PROSESS == "offentlig"

SECRET_KEY = hemmelighet("django")
DEBUG = False
ALLOWED_HOSTS = [v for v in os.environ.get("BYSAK_VERTER", "127.0.0.1,localhost,[::1]").split(",") if v]
CSRF_TRUSTED_ORIGINS = [v for v in os.environ.get("BYSAK_OPPRINNELSER", "").split(",") if v]
BAK_TLS = os.environ.get("BYSAK_TLS", "") == "1"

DATABASES = {"default": database(BYSAK_DB_ROLLE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "bysak.kjerne",
    "bysak.organisasjon",
    "bysak.arkivstruktur",
    "bysak.saksbehandling",
    "bysak.journal",
    "bysak.mottak",
    "bysak.bevaring",
    "bysak.web",
    "bysak.offentlig",
    "bysak.api",
]
AUTH_USER_MODEL = "organisasjon.Bruker"

_FELLES_FOERST = [
    "bysak.web.forespoersel.forespoersel",
    "bysak.web.csp.csp",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
]
_OFFENTLIG = [*_FELLES_FOERST, "bysak.web.spraak.valgt_i_adressen"]
if ER_OFFENTLIG:
    MIDDLEWARE = _OFFENTLIG
    ROOT_URLCONF = "bysak.offentlig.urls"
elif BYSAK_PROSESS == "innsending":
    MIDDLEWARE = _OFFENTLIG
    ROOT_URLCONF = "bysak.innsending.urls"
    # Where files lie while they come in: on the disk that they are for, not in the machine's own temporary folder.
    FILE_UPLOAD_TEMP_DIR = BYSAK_DATA / "innsending"
    DATA_UPLOAD_MAX_NUMBER_FILES = 200
else:
    MIDDLEWARE = [
        "bysak.api.tilgang.cors.cors",
        _FELLES_FOERST[0],
        # What lies under /noark5v5/ is answered here and goes no further.
        "bysak.api.inngang.inngang",
        # So is what desktop programs ask for under /dav/: they have no cookies, and no use for pages.
        "bysak.web.dav.inngang.inngang",
        *_FELLES_FOERST[1:],
        "bysak.web.forespoersel.uten_nulltegn",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "bysak.web.levende.ingenting_nytt",
        "bysak.web.spraak.valgt_i_kake",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "bysak.web.innlogging.krev_innlogging",
        "bysak.web.bevaring.beskjed.beskjed_om_uttrekk",
    ]
    ROOT_URLCONF = "bysak.urls"
WSGI_APPLICATION = "bysak.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROT / "bysak" / doer / "maler" for doer in ("web", "offentlig", "innsending")],
        "OPTIONS": {
            "environment": "bysak.web.jinja.environment",
            "context_processors": ["bysak.web.kontekst.felles"],
        },
    }
]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": _heltall("BYSAK_PASSORD_LENGDE", 10)},
    },
    {"NAME": "bysak.organisasjon.passord.Tegnslag", "OPTIONS": {"minst": _heltall("BYSAK_PASSORD_TEGNSLAG", 1)}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
BYSAK_PASSORD_DAGER = _heltall("BYSAK_PASSORD_DAGER", 0)
# The interface (docs/drift.md): how long tokens hold, what existing clients may still do, and how often they may ask.
BYSAK_API_TOKEN_MINUTTER = _heltall("BYSAK_API_TOKEN_MINUTTER", 60)
BYSAK_API_FORNYELSE_TIMER = _heltall("BYSAK_API_FORNYELSE_TIMER", 12)
BYSAK_API_PASSORDTILDELING = os.environ.get("BYSAK_API_PASSORDTILDELING", "1") == "1"
BYSAK_API_BASIC = os.environ.get("BYSAK_API_BASIC", "") == "1"
BYSAK_API_KALL_PER_MINUTT = _heltall("BYSAK_API_KALL_PER_MINUTT", 120_000)
BYSAK_API_OPPRINNELSER = [v for v in os.environ.get("BYSAK_API_OPPRINNELSER", "*").split(",") if v]
# An external provider of logins: who signs its tokens, whom they must be for, and which claim is the user name.
BYSAK_OIDC_UTSTEDER = os.environ.get("BYSAK_OIDC_UTSTEDER", "").rstrip("/")
BYSAK_OIDC_PUBLIKUM = os.environ.get("BYSAK_OIDC_PUBLIKUM", "")
BYSAK_OIDC_BRUKERFELT = os.environ.get("BYSAK_OIDC_BRUKERFELT", "preferred_username")
BYSAK_OIDC_STERK_ACR = [v for v in os.environ.get("BYSAK_OIDC_STERK_ACR", "").split(",") if v]
if BYSAK_OIDC_UTSTEDER and not BYSAK_OIDC_PUBLIKUM:
    raise ImproperlyConfigured("BYSAK_OIDC_UTSTEDER er satt uten BYSAK_OIDC_PUBLIKUM. Si hvem tokenene skal være for.")
# The largest file that may come in one go, in bytes; 0 is no limit. Larger ones come in pieces.
BYSAK_API_BULKGRENSE = _heltall("BYSAK_API_BULKGRENSE", 150 * 1024 * 1024)
# Hosts in our own house that changes may be sent to, by name (webhooks); in the demo also this machine, without TLS.
BYSAK_WEBHOOK_INTERNE = [v for v in os.environ.get("BYSAK_WEBHOOK_INTERNE", "").lower().split(",") if v]
BYSAK_WEBHOOK_UTEN_TLS = BYSAK_DEMO
if BYSAK_DEMO:
    BYSAK_WEBHOOK_INTERNE += ["127.0.0.1", "localhost"]
LOGIN_URL = "/logg-inn"
SESSION_ENGINE = "bysak.web.sesjon"
SESSION_COOKIE_NAME = "bysak"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BAK_TLS
# The providers that people log in through, and whether a name and password kept here is a way in too.
BYSAK_LEVERANDOERER = _leverandoerer("BYSAK_INNLOGGING")
BYSAK_LOKAL_INNLOGGING = os.environ.get("BYSAK_LOKAL_INNLOGGING", "1") == "1"
# Whom one who is not let in is told to ask; without it, the archive service's own address.
BYSAK_INNLOGGING_HJELP = os.environ.get("BYSAK_INNLOGGING_HJELP", "")
if not (BYSAK_LEVERANDOERER or BYSAK_LOKAL_INNLOGGING) and BYSAK_PROSESS == "arbeidsflate":
    raise ImproperlyConfigured("BYSAK_LOKAL_INNLOGGING er 0 og BYSAK_INNLOGGING er tom. Da kommer ingen inn.")
# A login ends when nobody has done anything for a while, and at last whatever is done.
BYSAK_SESJON_INAKTIV_MINUTTER = _heltall("BYSAK_SESJON_INAKTIV_MINUTTER", 8 * 60)
SESSION_COOKIE_AGE = _heltall("BYSAK_SESJON_TIMER", 12) * 60 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "bysak.web.feil.sesjon_utloept"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "bysak-spraak"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SECURE = BAK_TLS
LOCALE_PATHS = [ROT / "bysak" / "locale"]
TIME_ZONE = "Europe/Oslo"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROT / "bysak" / "web" / "static"]
STATIC_ROOT = BYSAK_DATA / "static"
# `bysak migrer` gathers the static files compressed and under names that change with their content.
_SAMLET = BYSAK_PROSESS == "migrer" or (STATIC_ROOT / "staticfiles.json").exists()
STORAGES = {
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _SAMLET
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
}
WHITENOISE_USE_FINDERS = not _SAMLET
WHITENOISE_AUTOREFRESH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# The access log must never carry a title or a name: requests are logged by forespoersel, path only.
LOGGING_CONFIG = "bysak.kjerne.logg.sett_opp"
LOGGING = {"prosess": BYSAK_PROSESS}
# Jobs live in `bysak/<package>/jobber.py`.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobber"
# A job that is done has left its mark where it belongs; keeping it would only slow the queue down.
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}
# Why a job gave up, which the queue itself does not keep.
PROCRASTINATE_ON_APP_READY = "bysak.organisasjon.jobbfeil.meld_paa"
