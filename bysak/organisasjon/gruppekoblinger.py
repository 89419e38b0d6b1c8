"""Groups at a provider that give roles here: data of each virksomhet, and put into force when somebody logs in."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, arbeid, gjeldende_virksomhet, hold
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Gruppekobling, Rolle, Rolletildeling, Virksomhet
from bysak.organisasjon.roller import hindre_for_tildeling, la_slutte, siste_forvalter
from bysak.organisasjon.tilgang import Rett, gyldig_rolle, krev, prosessaktoer

IKKE_FOR_GRUPPER = (Rolle.MODUL, Rolle.PROSESS)
_FORVALTERE = 0x0F04
# A role, and the unit it is in.
Hva = tuple[str, UUID | None]


def hindre_for_gruppekobling(
    gruppe: str,
    rolle: str,
    *,
    navn: str,
    leverandoer: str,
    enhet: AdministrativEnhet | None = None,
    tilgangskoder: Sequence[str] = (),
) -> Iterator[Hinder]:
    """What stops a mapping: no group or name, a role that groups cannot give, one that stands already."""
    for felt, verdi in (("gruppe", gruppe), ("navn", navn)):
        if er_blank(verdi):
            yield Hinder("gruppekobling.tom", _("Fyll ut feltet."), felt=felt)
    if rolle in IKKE_FOR_GRUPPER:
        yield Hinder("gruppekobling.rolle", _("Denne rollen kan ikke gis til en gruppe."), felt="rolle")
    yield from hindre_for_tildeling(rolle, i_dag(), None, enhet=enhet, tilgangskoder=tilgangskoder)
    samme = Gruppekobling.objects.filter(leverandoer=leverandoer, gruppe=rens(gruppe), rolle=rolle, enhet=enhet)
    if samme.exists():
        yield Hinder("gruppekobling.finnes", _("Gruppen gir denne rollen fra før."), felt="gruppe")


def koble_gruppe(
    gruppe: str,
    rolle: Rolle,
    *,
    navn: str,
    leverandoer: str,
    av: Aktoer,
    enhet: AdministrativEnhet | None = None,
    tilgangskoder: Sequence[str] = (),
    tjenesteyter: Virksomhet | None = None,
) -> Gruppekobling:
    """Let a group give a role in the virksomhet of the open work. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    om = {"leverandoer": leverandoer, "enhet": enhet, "tilgangskoder": list(tilgangskoder)}
    ingen(hindre_for_gruppekobling(gruppe, rolle, navn=navn, **om))  # type: ignore[arg-type]
    return Gruppekobling.objects.create(
        gruppe=rens(gruppe), navn=rens(navn), rolle=rolle, tjenesteyter=tjenesteyter, **om
    )


def fjern_gruppekobling(kobling: Gruppekobling, *, av: Aktoer) -> None:
    """Let the group give the role no more: who has it by the group alone, loses it at the next login.

    Raises `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    kobling.delete()


def har_rollen_av(kobling: Gruppekobling) -> int:
    """How many have the role now by groups of the same provider."""
    roller = Rolletildeling.objects.filter(
        gyldig_rolle(), fra_leverandoer=kobling.leverandoer, rolle=kobling.rolle, enhet=kobling.enhet_id
    )
    return roller.values("bruker").distinct().count()


def gi_roller(bruker: Bruker, leverandoer: str, grupper: set[str]) -> list[int]:
    """Give one who logs in the roles of these groups, and end those that no group of the provider gives any more.

    Roles that were given by name are left alone. So is the last administrator's: a group that is emptied at the
    provider shall not leave a virksomhet without one. Returns the virksomheter where that was so. Opens its own arbeid
    where something changes; the log says that it was the login that did it.
    """
    skal: defaultdict[int, dict[Hva, list[Gruppekobling]]] = defaultdict(dict)
    for k in Gruppekobling.objects.filter(leverandoer=leverandoer, gruppe__in=grupper):
        skal[k.virksomhet_id].setdefault((k.rolle, k.enhet_id), []).append(k)  # type: ignore[index]
    har: defaultdict[int, dict[Hva, Rolletildeling]] = defaultdict(dict)
    for r in Rolletildeling.objects.filter(gyldig_rolle(), bruker=bruker, fra_leverandoer=leverandoer):
        har[r.virksomhet_id][r.rolle, r.enhet_id] = r  # type: ignore[index]
    prosess, beholdt = prosessaktoer("innlogging"), []
    for hvor in sorted(skal.keys() | har.keys()):
        if _koder(skal[hvor]) != {hva: set(r.tilgangskoder) for hva, r in har[hvor].items()}:
            grunn = _("Gruppene hos %(leverandoer)s") % {"leverandoer": leverandoer}
            with arbeid(som=prosess, i=hvor, verb="roller av grupper", grunn=grunn):
                if not _gjoer_lik(bruker, leverandoer, skal[hvor], har[hvor]):
                    beholdt.append(hvor)
    return beholdt


def _koder(skal: dict[Hva, list[Gruppekobling]]) -> dict[Hva, set[str]]:
    return {hva: {kode for k in koblinger for kode in k.tilgangskoder} for hva, koblinger in skal.items()}


def _gjoer_lik(
    bruker: Bruker, leverandoer: str, skal: dict[Hva, list[Gruppekobling]], har: dict[Hva, Rolletildeling]
) -> bool:
    """False when the role of the last administrator was to end, and was not."""
    beholdt = False
    for hva in har.keys() - skal.keys():
        if hva[0] == Rolle.SYSTEMFORVALTER:
            # Two who lose it at once must not each see the other.
            hold(_FORVALTERE, gjeldende_virksomhet())
            siste = siste_forvalter()
            if siste and siste.pk == har[hva].pk:
                beholdt = True
                continue
        la_slutte(har[hva], i_dag() - timedelta(days=1))
    for hva, koder in _koder(skal).items():
        rolle, enhet = hva
        if hva in har:
            har[hva].tilgangskoder = sorted(koder)
            har[hva].save(update_fields=["tilgangskoder"])
            continue
        # One that was given by name today is the same role; a unit that is closed takes nobody.
        gitt = Rolletildeling.objects.filter(bruker=bruker, rolle=rolle, enhet=enhet, fra_dato=i_dag())
        lukket = AdministrativEnhet.objects.filter(avsluttet_dato__isnull=False, pk__in=[enhet] if enhet else [])
        if not (gitt.exists() or lukket.exists()):
            Rolletildeling.objects.create(
                bruker=bruker, rolle=rolle, enhet_id=enhet, tilgangskoder=sorted(koder), fra_dato=i_dag(),
                tjenesteyter_id=skal[hva][0].tjenesteyter_id, fra_leverandoer=leverandoer,
            )  # fmt: skip
    return not beholdt
