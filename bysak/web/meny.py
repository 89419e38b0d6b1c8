"""The menu is data per role: at most three groups, ten links. A person with several roles sees the union."""

from typing import Any

from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer
from bysak.organisasjon.models import Rolle

ARKIV = {Rolle.ARKIVAR, Rolle.KVALITETSSIKRER}
SAK = {Rolle.SAKSBEHANDLER, Rolle.LEDER}
ANSVAR = {Rolle.ARKIVANSVARLIG, Rolle.LEDER, Rolle.SYSTEMFORVALTER, Rolle.ARKIVAR, Rolle.KVALITETSSIKRER}
FORVALTER = {Rolle.SYSTEMFORVALTER, Rolle.LEDER, Rolle.ARKIVAR, Rolle.KLASSIFISERER}
BEVARING = {Rolle.SYSTEMFORVALTER, Rolle.ARKIVANSVARLIG, Rolle.LEDER}

# The links with a count beside them, which `levende` fills in after the page has been shown.
TELLES = {"/mottak", "/min", "/fordeling", "/restanser", "/jobber"}


def menyen(aktoer: Aktoer, sti: str) -> list[dict[str, Any]]:
    """The groups and links of one person's menu; `her` marks the page that is open."""
    roller = {r.rolle for r in aktoer.roller}
    grupper: list[tuple[str, list[tuple[str, str, str, str]]]] = []
    if roller & SAK:
        dag = [(_("Min side"), "/min", "hus", "G H")]
        if Rolle.LEDER in roller:
            dag.append((_("Fordeling"), "/fordeling", "gruppe", "G F"))
        grupper.append((_("Dagen"), dag))
    if roller & ARKIV:
        arbeid = [
            (_("Kvalitetssikring"), "/kvalitetssikring", "ok", "G K"),
            (_("Offentlig journal"), "/journal", "oye", "G O"),
        ]
        if Rolle.ARKIVAR in roller:
            arbeid.insert(0, (_("Mottak"), "/mottak", "inn", "G M"))
        grupper.append((_("Arbeid"), arbeid))
    arkiv = [(_("Saker"), "/saker", "mappe", "G S"), (_("Restanser"), "/restanser", "klokke", "G R")]
    arkiv.append((_("Presedens"), "/presedens", "flagg", "G P"))
    if not roller & ARKIV and roller & {Rolle.ARKIVANSVARLIG, Rolle.LEDER}:
        arkiv.append((_("Offentlig journal"), "/journal", "oye", "G O"))
    if roller & ANSVAR:
        arkiv.append((_("Hva er gjort"), "/virksomhet", "historikk", "G L"))
        arkiv.append((_("Tjenestenivå"), "/tjenesteniva", "graf", "G T"))
    if roller & BEVARING:
        arkiv.append((_("Bevaring"), "/bevaring", "skjold", "G B"))
    if roller & FORVALTER:
        arkiv.append((_("Forvaltning"), "/forvaltning", "tannhjul", "G X"))
    if Rolle.SYSTEMFORVALTER in roller:
        arkiv.append((_("Jobber"), "/jobber", "klokke", "G J"))
        arkiv.append((_("Meldt fra"), "/meldt-fra", "megafon", "G D"))
    grupper.append((_("Arkiv"), arkiv))
    return [{"navn": navn, "lenker": [_lenke(sti, *lenke) for lenke in lenker]} for navn, lenker in grupper]


def _lenke(sti: str, tekst: str, adresse: str, ikon: str, tast: str) -> dict[str, Any]:
    her = sti.startswith(adresse)
    return {"tekst": tekst, "url": adresse, "ikon": ikon, "tast": tast, "her": her, "telles": adresse in TELLES}


def startside(aktoer: Aktoer) -> str:
    """The address that a person's day begins at."""
    roller = {r.rolle for r in aktoer.roller}
    if Rolle.ARKIVAR in roller:
        return "/mottak"
    if Rolle.KVALITETSSIKRER in roller:
        return "/journal"
    return "/min" if roller & SAK else "/saker"
