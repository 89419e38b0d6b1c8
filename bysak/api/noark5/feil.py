"""What can go wrong, as the standard's error body with the right status. Translated once, here (section 17)."""

from collections.abc import Mapping
from typing import Any

import msgspec
import structlog
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import Error, InterfaceError, OperationalError
from django.http import HttpResponse

from bysak.api.noark5.odata.ugyldig import UgyldigSpoerring
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.vern import er_databasefeil_fra_vernet

NOARK = "application/vnd.noark5+json"
logg = structlog.get_logger("bysak.api")


class Feil(Exception):
    """An answer that is not what was asked for: a status, a sentence that helps, and headers."""

    def __init__(self, status: int, beskrivelse: str, hoder: Mapping[str, str] | None = None, **mer: Any) -> None:
        self.status = status
        self.beskrivelse = beskrivelse
        self.hoder = hoder or {}
        self.mer = mer
        super().__init__(beskrivelse)


class FinnesIkke(Feil):
    """Nothing here, or nothing that the one who asks may see: the two look the same."""

    def __init__(self) -> None:
        super().__init__(404, "Det finnes ikke noe på denne adressen.")


def svar(feil: Feil) -> HttpResponse:
    """The error body of the standard."""
    kropp = {"feil": {"kode": feil.status, "beskrivelse": feil.beskrivelse}, **feil.mer}
    ut = HttpResponse(msgspec.json.encode(kropp), status=feil.status, content_type=NOARK)
    for navn, verdi in feil.hoder.items():
        ut.headers[navn] = verdi
    return ut


def som_feil(hva: Exception) -> Feil:
    """What an exception of the rules, the database or the request is to a client."""
    if isinstance(hva, Feil):
        return hva
    if isinstance(hva, UgyldigSpoerring):
        return Feil(400, str(hva))
    if isinstance(hva, Hindret):
        hindre = [{"kode": h.kode, "tekst": h.tekst, **({"felt": h.felt} if h.felt else {})} for h in hva.hindre]
        return Feil(409, str(hva), hindre=hindre)
    if isinstance(hva, PermissionDenied):
        return Feil(403, str(hva) or "Du har ikke tilgang til dette.")
    if isinstance(hva, ObjectDoesNotExist):
        return FinnesIkke()
    if isinstance(hva, RequestDataTooBig):
        return Feil(413, "Meldingen er for stor.")
    if isinstance(hva, SuspiciousOperation):
        return Feil(400, "Forespørselen er ikke gyldig.")
    setning = er_databasefeil_fra_vernet(hva) if isinstance(hva, Error) else ""
    if setning:
        return Feil(409, setning)
    if isinstance(hva, OperationalError | InterfaceError) and not getattr(hva.__cause__, "sqlstate", None):
        logg.error("databasen svarer ikke", feil=type(hva).__name__)
        return Feil(503, "Databasen svarer ikke. Ingenting er lagret. Prøv igjen om litt.", {"Retry-After": "5"})
    logg.error("feilet", feil=type(hva).__name__, exc_info=hva)
    return Feil(500, "Noe gikk galt hos oss. Prøv igjen, og si fra hvis det fortsetter.")
