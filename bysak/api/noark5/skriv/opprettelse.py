"""POST: making one thing of any kind, with its groups and the owned parts that came in the same body."""

from collections.abc import Mapping
from typing import Any

from bysak.api.noark5.form import Ressurs
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.skriv import administrasjon, poster, struktur, tillegg
from bysak.api.noark5.skriv.grupper import sett_grupper
from bysak.api.noark5.skriv.lesing import les
from bysak.api.noark5.skriv.ny import Lager, Ny
from bysak.api.noark5.skriv.overstyring import eller_overstyrt
from bysak.api.noark5.skriv.struktur import ansvar
from bysak.arkivstruktur.koder import Journalposttype, Journalstatus
from bysak.arkivstruktur.mapper import utvid_til_saksmappe
from bysak.arkivstruktur.registreringer import utvid_til_journalpost
from bysak.kjerne.arbeid import Aktoer

LAGES: dict[str, Lager] = {**struktur.LAGES, **poster.LAGES, **tillegg.LAGES, **administrasjon.LAGES}


def opprett(ressurs: Ressurs, under: Any, kropp: Mapping[str, Any], *, av: Aktoer) -> Any:
    """Make a thing of this kind under a row, or from the page of a package (`under` None). Returns the new row.

    Raises `Feil` 400 with every fault of the body, `Hindret` or `PermissionDenied`.
    """
    lag = LAGES[ressurs.navn]
    innhold = les(ressurs, kropp)
    ny = Ny(ressurs, under, innhold, av)
    rad = eller_overstyrt(lambda: lag(ny), av)
    sett_grupper(ressurs, rad, innhold, av)
    for navn, deler in innhold.nye.items():
        for en in deler:
            opprett(RESSURSER[navn], rad, en, av=av)
    return rad


def utvid_til_sak(rad: Any, kropp: Mapping[str, Any], *, av: Aktoer) -> Any:
    """PUT …/utvid-til-saksmappe: a mappe becomes a case and keeps its systemID (contract section 9)."""
    ressurs = RESSURSER["saksmappe"]
    innhold = les(ressurs, _uten_arvet(rad, kropp))
    ny = Ny(ressurs, rad, innhold, av)
    felt = ny.felt("tittel", "saksdato", "saksstatus", "opprettetDato")
    felt.pop("opprettet_dato", None)
    return utvid_til_saksmappe(rad, **ansvar(ny), saksdato=ny.dag("saksdato"), felt=felt, av=av)


def utvid_til_post(rad: Any, kropp: Mapping[str, Any], *, av: Aktoer) -> Any:
    """PUT …/utvid-til-journalpost: a registrering in a case becomes a journalpost and keeps its systemID."""
    ressurs = RESSURSER["journalpost"]
    innhold = les(ressurs, _uten_arvet(rad, kropp))
    ny = Ny(ressurs, rad, innhold, av)
    felt = ny.felt("tittel", "journalposttype", "journalstatus")
    felt.pop("opprettet_dato", None)
    slag = innhold.tekst("journalposttype") or Journalposttype.INNGAAENDE
    status = innhold.tekst("journalstatus") or None
    if status == Journalstatus.ARKIVERT:
        status = Journalstatus.JOURNALFOERT
    return utvid_til_journalpost(rad, type=slag, status=status, felt=felt, av=av)


def _uten_arvet(rad: Any, kropp: Mapping[str, Any]) -> dict[str, Any]:
    """The extra attributes: the title is the one that it has, unless another is said."""
    return {"tittel": rad.tittel, **kropp}


def forvalg(ressurs: Ressurs, under: Any) -> dict[str, str]:
    """What a template suggests: the codes that POST gives where nothing is sent, by the interface's names."""
    vanlige = FORVALG.get(ressurs.navn, {})
    if ressurs.navn.startswith("korrespondansepart") and under is not None:
        inn = under.journalposttype == Journalposttype.INNGAAENDE
        return {"korrespondanseparttype": "IM" if ressurs.navn.endswith("intern") else "EA" if inn else "EM"}
    if ressurs.navn == "dokumentbeskrivelse" and under is not None:
        har = under.koblinger.filter(tilknyttet_registrering_som="H").exists()
        return {**vanlige, "tilknyttetRegistreringSom": "V" if har else "H"}
    return dict(vanlige)


_MEDIUM = {"dokumentmedium": "E"}
# By code; the door shows them as code objects.
FORVALG: dict[str, dict[str, str]] = {
    "arkiv": {"arkivstatus": "O", **_MEDIUM},
    "arkivdel": {"arkivdelstatus": "A", **_MEDIUM},
    "mappe": _MEDIUM,
    "saksmappe": {"saksstatus": "B", **_MEDIUM},
    "registrering": _MEDIUM,
    "arkivnotat": _MEDIUM,
    "journalpost": {"journalposttype": "I", "journalstatus": "M", **_MEDIUM},
    "dokumentbeskrivelse": {"dokumenttype": "B", "dokumentstatus": "B", **_MEDIUM},
    "dokumentobjekt": {"variantformat": "P"},
    "avskrivning": {"avskrivningsmaate": "TE"},
}
