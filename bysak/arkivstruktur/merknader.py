"""Remarks on a case, an entry or a document: who wrote what when (M310, M084, M611, M612; krav 2.8.6-2.8.8)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bysak.arkivstruktur.frysing import hindre_for_felt, ingen_som_staar
from bysak.arkivstruktur.laasing import laas_del, laas_enhet
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Mappe, Merknad, Registrering
from bysak.kjerne.arbeid import Aktoer, begrunn
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.organisasjon.tilgang import Rett, kan, krev, krev_innsyn

TEKST_MAKS, TYPE_MAKS = 4000, 60


def hindre_for_merknad(enhet: Any, tekst: str, type: str = "") -> Iterator[Hinder]:
    """What stops a remark: no text that can be seen, one without end."""
    if er_blank(tekst):
        yield Hinder("merknad.tom", _("Merknaden er tom. Skriv noe."), enhet, felt="merknadstekst")
    elif len(tekst) > TEKST_MAKS:
        yield Hinder(
            "merknad.lang",
            _("Merknaden er på %(n)s tegn. Kort den ned til %(maks)s.") % {"n": len(tekst), "maks": TEKST_MAKS},
            enhet, felt="merknadstekst",
        )  # fmt: skip
    if len(rens(type)) > TYPE_MAKS:
        yield Hinder("merknad.type", _("Typen kan ha høyst %(n)s tegn.") % {"n": TYPE_MAKS}, enhet, felt="merknadstype")


def ny_merknad(
    enhet: Mappe | Registrering | Dokumentbeskrivelse,
    *,
    tekst: str,
    av: Aktoer,
    type: str = "",
    dato: datetime | None = None,
    felt: Mapping[str, Any] | None = None,
) -> Merknad:
    """Write a remark; also on what is closed or archived. type: free, the ones in use are `merknadstyper` (krav 2.8.8).

    dato: when it was written, where another system delivers it; default now. felt: other columns.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE, Rett.JOURNALFOERE)
    enhet = laas_enhet(enhet)
    krev_innsyn(av, *vernet(enhet))
    ingen(hindre_for_merknad(enhet, tekst, type))
    return Merknad.objects.create(
        **{_peker(enhet): enhet.pk},
        merknadstekst=_linjer(tekst),
        merknadstype=rens(type),
        merknadsdato=dato or naa(),
        **(felt or {}),
    )


def hindre_for_retting_av_merknad(merknad: Merknad, av: Aktoer, tekst: str | None = None) -> Iterator[Hinder]:
    """What stops changing or deleting a remark: somebody else wrote it, an empty text."""
    if merknad.merknad_registrert_av != av.navn and not kan(av, Rett.JOURNALFOERE):
        yield Hinder("merknad.andres", _("Bare den som skrev merknaden, eller arkivet, kan endre den."), merknad)
    if tekst is not None:
        yield from hindre_for_merknad(merknad, tekst)


def rett_merknad(
    merknad: Merknad, *, tekst: str, av: Aktoer, type: str | None = None, felt: Mapping[str, Any] | None = None
) -> Merknad:
    """Correct one's own remark; what it said before is in the log. Raises `Hindret`.

    felt: other columns; when it was written stays, except for an administrator who overrides (M611, krav 2.9.3).
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE, Rett.JOURNALFOERE)
    merknad = laas_del(merknad)
    krev_innsyn(av, *vernet(_enhet(merknad)))
    ingen(hindre_for_retting_av_merknad(merknad, av, tekst))
    andre = dict(felt or {})
    ingen_som_staar(hindre_for_felt(merknad, andre), av)
    for navn, verdi in andre.items():
        setattr(merknad, navn, verdi)
    merknad.merknadstekst = _linjer(tekst)
    if type is not None:
        merknad.merknadstype = rens(type)[:TYPE_MAKS]
    merknad.save(update_fields=["merknadstekst", "merknadstype", *andre])
    return merknad


def slett_merknad(merknad: Merknad, *, av: Aktoer, grunn: str = "") -> None:
    """Take away one's own remark; the log keeps it. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE, Rett.JOURNALFOERE)
    merknad = laas_del(merknad)
    krev_innsyn(av, *vernet(_enhet(merknad)))
    ingen(hindre_for_retting_av_merknad(merknad, av))
    begrunn(grunn)
    merknad.delete()


def merknadstyper() -> list[str]:
    """The types in use in the virksomhet, for the field's suggestions."""
    return list(
        Merknad.objects.exclude(merknadstype="")
        .values_list("merknadstype", flat=True)
        .distinct()
        .order_by("merknadstype")
    )


def vernet(enhet: Any) -> list[Mappe | Registrering]:
    """The rows whose access class decides who sees this unit: itself, or every entry a document lies in."""
    if isinstance(enhet, Mappe | Registrering):
        return [enhet]
    return list(Registrering.objects.filter(koblinger__dokumentbeskrivelse=enhet))


def _peker(enhet: Any) -> str:
    if isinstance(enhet, Mappe):
        return "mappe_id"
    return "registrering_id" if isinstance(enhet, Registrering) else "dokumentbeskrivelse_id"


def _enhet(merknad: Merknad) -> Any:
    return merknad.mappe or merknad.registrering or merknad.dokumentbeskrivelse


def _linjer(tekst: str) -> str:
    """Clean line by line: a remark may have paragraphs."""
    return "\n".join(map(rens, tekst.splitlines())).strip()
