"""What ties units together and to the world: cross references, keywords, national identifiers (krav 2.8.4, 2.8.5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bysak.arkivstruktur.laasing import laas_del, laas_enhet
from bysak.arkivstruktur.models import Klasse, Kryssreferanse, Mappe, NasjonalIdentifikator, Registrering
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.tekstvask import rens
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn, ser

Enhet = Mappe | Registrering | Klasse
NOEKKELORD_MAKS, NOEKKELORD_LENGDE = 50, 100


def slag(enhet: Enhet) -> str:
    """The name of the pointer column for a kind of unit: `mappe`, `registrering` or `klasse`."""
    if isinstance(enhet, Klasse):
        return "klasse"
    return "mappe" if isinstance(enhet, Mappe) else "registrering"


@dataclass(frozen=True)
class Henvisning:
    """A reference as it is seen from one unit. andre: the other end, or None when the person may not see it."""

    referanse: Kryssreferanse
    andre: Enhet | None
    herfra: bool


def hindre_for_kryssreferanse(fra: Enhet, til: Enhet) -> Iterator[Hinder]:
    """What stops a reference: to itself, between a klasse and something else, one that is there already."""
    if (slag(fra) == "klasse") != (slag(til) == "klasse"):
        yield Hinder("kryss.slag", _("En klasse kan bare vise til en annen klasse."), fra, felt="til")
        return
    if fra.pk == til.pk:
        yield Hinder("kryss.seg_selv", _("Noe kan ikke vise til seg selv. Velg noe annet."), fra, felt="til")
    if Kryssreferanse.objects.filter(**{slag(fra): fra.pk, f"til_{slag(til)}": til.pk}).exists():
        yield Hinder("kryss.finnes", _("Henvisningen finnes alt."), fra, felt="til")


def opprett_kryssreferanse(fra: Enhet, *, til: Enhet, av: Aktoer) -> Kryssreferanse:
    """Refer from a case, an entry or a klasse to another; one way (krav 2.8.4, 2.8.5).

    Both ends must be seen by the one who ties them; also closed units, since nothing in them changes.
    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, *_retter(fra))
    fra = laas_enhet(fra)
    _krev_syn(av, fra, til)
    ingen(hindre_for_kryssreferanse(fra, til))
    return Kryssreferanse.objects.create(**{f"{slag(fra)}_id": fra.pk, f"til_{slag(til)}_id": til.pk})


def endre_kryssreferanse(referanse: Kryssreferanse, *, til: Enhet, av: Aktoer) -> Kryssreferanse:
    """Point a reference at something else (krav 2.8.4). Raises `Hindret` or `PermissionDenied`."""
    fra = _ende(referanse, "")
    krev(av, *_retter(fra))
    referanse = laas_del(referanse)
    _krev_syn(av, fra, til)
    ingen(hindre_for_kryssreferanse(fra, til))
    for navn in ("klasse", "mappe", "registrering"):
        setattr(referanse, f"til_{navn}_id", til.pk if navn == slag(til) else None)
    referanse.save(update_fields=["til_klasse", "til_mappe", "til_registrering"])
    return referanse


def slett_kryssreferanse(referanse: Kryssreferanse, *, av: Aktoer) -> None:
    """Take a reference away; the log keeps it (krav 2.8.4). Raises `PermissionDenied`."""
    fra = _ende(referanse, "")
    krev(av, *_retter(fra))
    _krev_syn(av, fra)
    laas_del(referanse).delete()


def kryssreferanser(enhet: Enhet, av: Aktoer) -> list[Henvisning]:
    """References from and to a unit, oldest first. What the person may not see is there without its content."""
    rader = Kryssreferanse.objects.filter(Q(**{slag(enhet): enhet.pk}) | Q(**{f"til_{slag(enhet)}": enhet.pk}))
    funnet = []
    for rad in rader.order_by("system_id"):
        herfra = _ende(rad, "").pk == enhet.pk
        andre = _ende(rad, "til_" if herfra else "")
        funnet.append(Henvisning(rad, andre if isinstance(andre, Klasse) or ser(av, andre) else None, herfra))
    return funnet


def _ende(rad: Kryssreferanse, foran: str) -> Any:
    return next(filter(None, (getattr(rad, foran + navn) for navn in ("klasse", "mappe", "registrering"))))


def _retter(fra: Enhet) -> tuple[Rett, ...]:
    """The plan is the administrator's, cases and entries are everybody's who registers or handles them."""
    return (Rett.ADMINISTRERE,) if isinstance(fra, Klasse) else (Rett.REGISTRERE, Rett.SAKSBEHANDLE)


def _krev_syn(av: Aktoer, *enheter: Enhet) -> None:
    krev_innsyn(av, *(e for e in enheter if not isinstance(e, Klasse)))


def hindre_for_noekkelord(enhet: Mappe | Registrering, ord_: Sequence[str]) -> Iterator[Hinder]:
    """What stops keywords: too many, one that is too long (M022)."""
    rene = [rens(o) for o in ord_]
    if len(rene) > NOEKKELORD_MAKS:
        yield Hinder("ord.mange", _("Høyst %(n)s nøkkelord.") % {"n": NOEKKELORD_MAKS}, enhet, felt="noekkelord")
    if any(len(o) > NOEKKELORD_LENGDE for o in rene):
        yield Hinder(
            "ord.langt", _("Et nøkkelord kan ha høyst %(n)s tegn.") % {"n": NOEKKELORD_LENGDE}, enhet, felt="noekkelord"
        )


def sett_noekkelord(enhet: Mappe | Registrering, *, ord_: Sequence[str], av: Aktoer) -> Mappe | Registrering:
    """The keywords of a case or an entry: clean, each once, in the order given (M022). Raises `Hindret`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    enhet = laas_enhet(enhet)
    krev_innsyn(av, enhet)
    ingen(hindre_for_noekkelord(enhet, ord_))
    enhet.noekkelord = list({o.casefold(): o for o in map(rens, ord_) if o}.values())
    enhet.save(update_fields=["noekkelord"])
    return enhet


_KREVER = {
    "matrikkelnummer": ("gaardsnummer", "bruksnummer"),
    "byggident": ("bygningsnummer",),
    "planident": ("planidentifikasjon",),
    "posisjon": ("koordinatsystem", "x", "y"),
    "personidentifikator": ("person_id",),
    "enhetsidentifikator": ("organisasjons_id",),
}
TALL_MAKS = 999_999_999


def hindre_for_identifikator(
    enhet: Mappe | Registrering, art: str, felt: dict[str, Any], *, levert: bool = False
) -> Iterator[Hinder]:
    """What stops a national identifier: an unknown kind, a missing or impossible number (M030-M049).

    levert: another system has it so; then an organisation number needs its nine digits, and no control digit.
    """
    if art not in _KREVER:
        yield Hinder("id.art", _("Velg hva slags identifikator det er."), enhet, felt="art")
        return
    for navn in _KREVER[art]:
        if felt.get(navn) in (None, "") or (isinstance(felt[navn], str) and not rens(felt[navn])):
            yield Hinder("id.mangler", _("Fyll ut alle feltene identifikatoren trenger."), enhet, felt=navn)
    for navn, verdi in felt.items():
        if isinstance(verdi, int) and not 0 <= verdi <= TALL_MAKS:
            yield Hinder("id.tall", _("Tallet kan ikke være riktig. Rett det."), enhet, felt=navn)
    orgnr = str(felt.get("organisasjons_id", ""))
    if art == "enhetsidentifikator" and orgnr and not _gyldig_orgnr(orgnr, levert=levert):
        yield Hinder(
            "id.orgnr", _("Organisasjonsnummeret er ikke gyldig. Sjekk sifrene."), enhet, felt="organisasjons_id"
        )


def _gyldig_orgnr(nummer: str, *, levert: bool) -> bool:
    siffer = nummer.replace(" ", "")
    if len(siffer) != 9 or not siffer.isascii() or not siffer.isdigit():
        return False
    if levert:
        return True
    rest = sum(int(s) * v for s, v in zip(siffer, (3, 2, 7, 6, 5, 4, 3, 2), strict=False)) % 11
    return rest != 1 and int(siffer[8]) == (11 - rest) % 11


def legg_til_identifikator(
    enhet: Mappe | Registrering, *, art: str, av: Aktoer, levert: bool = False, **felt: Any
) -> NasjonalIdentifikator:
    """Say what a case or an entry is about as the national registers know it. Raises `Hindret`.

    levert: as for `hindre_for_identifikator`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    enhet = laas_enhet(enhet)
    krev_innsyn(av, enhet)
    ingen(hindre_for_identifikator(enhet, art, felt, levert=levert))
    rene = {n: rens(v).replace(" ", "") if n.endswith("_id") else v for n, v in felt.items()}
    return NasjonalIdentifikator.objects.create(**{f"{slag(enhet)}_id": enhet.pk}, art=art, **rene)


def endre_identifikator(
    identifikator: NasjonalIdentifikator, *, av: Aktoer, levert: bool = False, **felt: Any
) -> NasjonalIdentifikator:
    """Correct an identifier; what it said before is in the log. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    identifikator = laas_del(identifikator)
    enhet = identifikator.mappe or identifikator.registrering
    krev_innsyn(av, enhet)
    alle = {n: getattr(identifikator, n) for n in _KREVER[identifikator.art]} | felt
    ingen(hindre_for_identifikator(enhet, identifikator.art, alle, levert=levert))
    for navn, verdi in felt.items():
        setattr(identifikator, navn, rens(verdi).replace(" ", "") if navn.endswith("_id") else verdi)
    identifikator.save(update_fields=list(felt))
    return identifikator


def fjern_identifikator(identifikator: NasjonalIdentifikator, *, av: Aktoer) -> None:
    """Take away an identifier that was wrong; the log keeps it."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    krev_innsyn(av, identifikator.mappe or identifikator.registrering)
    laas_del(identifikator).delete()
