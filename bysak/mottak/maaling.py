"""How a registered item did against its promise: three times, of which the last counts, and who answers for a miss.

LESMEG: in the arbeid that registers. A routed item is measured where it was registered, from when it first came; one
that was opened again by what it ended as; one that became several entries by the last of them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Flytstatus
from bysak.arkivstruktur.models import Dokumentflyt, Journalpost
from bysak.kjerne.arbeid import Aktoer, gjeldende, gjeldende_virksomhet, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import OSLO, naa
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.mottak.models import Aarsak, Eier, Innkomst, Kanalalarm, Maaling
from bysak.mottak.servicefrist import SNART, Frist, Servicefrist, andel_igjen, arbeidstid
from bysak.mottak.servicenivaa import regel_med_nummer
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, krev


def maal(innkomst: Innkomst, poster: Sequence[Journalpost]) -> Maaling:
    """Keep the three times of an item that has just become these entries. Done again, it is measured anew."""
    virksomhet = gjeldende_virksomhet()
    regel = regel_med_nummer(innkomst.fristregel, virksomhet)
    flyt = Dokumentflyt.objects.filter(registrering__in=poster, flyt_status=Flytstatus.FORDELT)
    foerste: dict[object, datetime] = {}
    for post, tid in flyt.order_by("flyt_sendt_dato").values_list("registrering_id", "flyt_sendt_dato"):
        foerste.setdefault(post, tid)
    # An entry may be older than what was added to it, and need not have been distributed by us.
    registrert = max(innkomst.mottatt_tid, *(p.opprettet_dato for p in poster))
    tider = (registrert, naa(), max(foerste.values(), default=naa()))
    siste = regel.avgjoerende(tider)
    i_tide = siste < innkomst.frist
    aarsak, eier, hvem = ("", "", None) if i_tide else _brudd(innkomst, regel)
    maaling, _ny = Maaling.objects.update_or_create(
        virksomhet_id=virksomhet,
        innkomst_id=innkomst.pk,
        defaults={
            "kanal": innkomst.kanal,
            "dag": innkomst.mottatt_tid.astimezone(OSLO).date(),
            "mottatt_tid": innkomst.mottatt_tid,
            "frist": innkomst.frist,
            "fristregel": innkomst.fristregel,
            "registrert_tid": tider[0],
            "journalfoert_tid": tider[1],
            "fordelt_tid": tider[2],
            "arbeidstid": brukt(innkomst.mottatt_tid, siste, regel),
            "i_tide": i_tide,
            "aarsak": aarsak,
            "eier": eier,
            "eiers_virksomhet": hvem,
        },
    )
    return maaling


def brukt(mottatt: datetime, siste: datetime, regel: Servicefrist) -> int:
    """Working seconds from receipt to the time that counts."""
    return round(arbeidstid(mottatt, siste, regel).total_seconds())


def _brudd(innkomst: Innkomst, regel: Servicefrist) -> tuple[str, str, Virksomhet | None]:
    aarsak = _avledet(innkomst, regel)
    return aarsak, *_ansvarlig(aarsak, innkomst.rutet_fra, regel)


def _avledet(innkomst: Innkomst, regel: Servicefrist) -> str:
    """What the acts themselves tell of why it was late; empty when a person must say."""
    frist, rutet, aapnet = innkomst.frist, innkomst.rutet_tid, innkomst.gjenaapnet_tid
    hele = Frist(frist, innkomst.fristregel, innkomst.mottatt_tid)
    if rutet is not None and andel_igjen(hele, rutet, regel) < SNART:
        return Aarsak.RUTET_SENT
    if aapnet is not None and aapnet >= frist:
        return Aarsak.GJENAAPNET
    if innkomst.lesefeil:
        return Aarsak.ULESELIG
    # It came while the channel was silent: it is of those that came when it was up again.
    brutt = Kanalalarm.objects.filter(
        slag=Kanalalarm.Slag.STILLE, kanal=innkomst.kanal, oppdaget_tid__lte=innkomst.mottatt_tid
    ).order_by("-oppdaget_tid")[:1]
    if any(a.slutt_tid is None or a.slutt_tid >= innkomst.mottatt_tid for a in brutt):
        return Aarsak.KANAL_NEDE
    return ""


def _ansvarlig(aarsak: str, rutet_fra: Virksomhet | None, regel: Servicefrist) -> tuple[str, Virksomhet | None]:
    """Who owns a miss with this reason, by the responsibility rule of the level it was measured by."""
    tjeneste = Virksomhet.objects.get(er_arkivtjeneste=True)
    her = Virksomhet.objects.get(pk=gjeldende_virksomhet())
    hvem = regel.ansvar.get(aarsak, "holder")
    if hvem == "leverandoer":
        return Eier.LEVERANDOER, None
    valgt = {
        "byarkivet": tjeneste,
        "bydel": her,
        "avsender": rutet_fra or her,
        "holder": tjeneste if _for_tjenesten() else her,
    }[hvem]
    return (Eier.BYARKIVET if valgt == tjeneste else Eier.BYDEL), valgt


def _for_tjenesten() -> bool:
    """The one who acts does it for the archive service: as a process, or with a role that it has lent to the bydel."""
    aktoer = gjeldende().aktoer
    roller = aktoer.roller_i(gjeldende_virksomhet())
    return not roller or any(r.tjenesteyter_id or r.rolle == "prosess" for r in roller)


def hindre_for_forklaring(maaling: Maaling, aarsak: str, merknad: str) -> Iterator[Hinder]:
    """What stops a miss from being explained: it was in time, or the reason is not one of ours or needs words."""
    if maaling.i_tide:
        yield Hinder("brudd.i_tide", _("Denne var ferdig i tide."), maaling)
    if aarsak not in Aarsak.values:
        yield Hinder("brudd.uten_aarsak", _("Velg en årsak fra listen."), felt="aarsak")
    elif aarsak == Aarsak.ANNET and er_blank(merknad):
        yield Hinder("brudd.uten_merknad", _("Forklar årsaken i merknaden."), felt="merknad")


def forklar(maaling: Maaling, *, aarsak: str, av: Aktoer, merknad: str = "") -> Maaling:
    """Say why an item was late; who owns it follows from the responsibility rule. Raises `Hindret`."""
    krev(av, Rett.MOTTA)
    maaling = laas(maaling)
    ingen(hindre_for_forklaring(maaling, aarsak, merknad))
    regel = regel_med_nummer(maaling.fristregel, gjeldende_virksomhet())
    innkomst = Innkomst.objects.select_related("rutet_fra").get(pk=maaling.innkomst_id)
    maaling.aarsak, maaling.merknad, maaling.forklart_av = aarsak, rens(merknad), av.navn
    maaling.eier, maaling.eiers_virksomhet = _ansvarlig(aarsak, innkomst.rutet_fra, regel)
    maaling.save(update_fields=["aarsak", "merknad", "forklart_av", "eier", "eiers_virksomhet"])
    return maaling
