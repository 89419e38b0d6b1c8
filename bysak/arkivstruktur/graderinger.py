"""Grading under sikkerhetsloven and beskyttelsesinstruksen: ordered, and only as high as the system may hold.

What is graded higher goes in a journal of its own, outside this system (offlf § 9; M506).
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Graderingskode
from bysak.arkivstruktur.laasing import laas_del, laas_enhet
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Gradering, Mappe, Registrering
from bysak.arkivstruktur.modulrettigheter import peker
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn

# From mild to strict within each of the two sets of rules (krav 4.5.22).
STIGENDE: tuple[tuple[Graderingskode, ...], ...] = (
    (
        Graderingskode.BEGRENSET,
        Graderingskode.KONFIDENSIELT,
        Graderingskode.HEMMELIG,
        Graderingskode.STRENGT_HEMMELIG,
    ),
    (Graderingskode.FORTROLIG, Graderingskode.STRENGT_FORTROLIG),
)
HOEYESTE = frozenset({Graderingskode.BEGRENSET, Graderingskode.FORTROLIG})


def trinn(grad: str) -> int:
    """How strict a grade is within its own set of rules: 0 is the mildest. Raises `ValueError` for no grade."""
    return next(rekke.index(Graderingskode(grad)) for rekke in STIGENDE if Graderingskode(grad) in rekke)


def tillatt(grad: str) -> bool:
    """May this system hold what is graded so?"""
    return any(trinn(grad) <= trinn(tak) for tak in HOEYESTE if _rekke(tak) == _rekke(grad))


def _rekke(grad: str) -> int:
    return next(nr for nr, rekke in enumerate(STIGENDE) if Graderingskode(grad) in rekke)


def hindre_for_gradering(objekt: Mappe | Registrering | Dokumentbeskrivelse, grad: str) -> Iterator[Hinder]:
    """What stops a grading: no such grade, one that this system may not hold, or that the unit is graded."""
    if grad not in Graderingskode.values:
        yield Hinder("gradering.ukjent", _("Velg en gradering."), objekt, felt="grad")
    elif not tillatt(grad):
        yield Hinder(
            "gradering.for_hoey",
            _("Bysak kan ikke ha opplysninger med denne graderingen. De skal i en egen journal utenfor systemet."),
            objekt,
            felt="grad",
        )
    if hasattr(objekt, "gradering") and objekt.gradering.nedgraderingsdato is None:
        yield Hinder("gradering.finnes", _("Dette er alt gradert."), objekt)


def grader(objekt: Mappe | Registrering | Dokumentbeskrivelse, *, grad: str, av: Aktoer) -> Gradering:
    """Grade a case, an entry or a document (M506, M624, M625). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.VURDERE)
    objekt = laas_enhet(objekt)
    _krev_sett(av, objekt)
    ingen(hindre_for_gradering(objekt, grad))
    gradering, _ny = Gradering.objects.update_or_create(
        **{peker(objekt): objekt},  # type: ignore[arg-type]
        defaults={
            "grad": grad,
            "graderingsdato": naa(),
            "gradert_av": av.navn,
            "nedgraderingsdato": None,
            "nedgradert_av": "",
        },
    )
    return gradering


def _krev_sett(av: Aktoer, objekt: Mappe | Registrering | Dokumentbeskrivelse) -> None:
    if isinstance(objekt, Dokumentbeskrivelse):
        krev_innsyn(av, *(kobling.registrering for kobling in objekt.koblinger.select_related("registrering")))
    else:
        krev_innsyn(av, objekt)


def hindre_for_nedgradering(gradering: Gradering) -> Iterator[Hinder]:
    """What stops lifting a grading: it is lifted."""
    if gradering.nedgraderingsdato is not None:
        yield Hinder("gradering.nedgradert", _("Graderingen er alt opphevet."), gradering)


def nedgrader(gradering: Gradering, *, av: Aktoer) -> Gradering:
    """Lift a grading: who and when stays on it (M626, M627). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.VURDERE)
    gradering = laas_del(gradering)
    _krev_sett(av, gradering.mappe or gradering.registrering or gradering.dokumentbeskrivelse)
    ingen(hindre_for_nedgradering(gradering))
    gradering.nedgraderingsdato, gradering.nedgradert_av = naa(), av.navn
    gradering.save(update_fields=["nedgraderingsdato", "nedgradert_av"])
    return gradering
