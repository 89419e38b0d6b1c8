"""What is meant by a field, said beside it in the words of the metadata catalogue."""

from django.utils.translation import gettext

from bysak.noark.katalog.oppslag import hjelp

# The fields where one who is not an archivist wonders, by the standard's name. Their texts are translated.
FORKLARES = (
    "administrativEnhet", "avskrivningsmaate", "dokumentetsDato", "dokumentmedium", "forfallsdato", "grad",
    "journalenhet", "noekkelord", "presedensHjemmel", "rettskildefaktor", "saksansvarlig",
    "saksbehandler", "saksdato", "sendtDato", "skjermingMetadata", "skjermingshjemmel", "tilgangsrestriksjon",
)  # fmt: skip


def felthjelp(element: str) -> str:
    """The explanation of a field in the reader's language. ValueError when nobody has had it translated."""
    if element not in FORKLARES:
        raise ValueError(f"«{element}» står ikke i FORKLARES.")
    return gettext(hjelp(element))
