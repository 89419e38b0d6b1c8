"""Reading a received message: its files stored outside the transaction, then written in one.

LESMEG: `les_inn` opens its own arbeid, may be run again at any time, and never fails on content: what cannot be
understood stays in the queue with a sentence, and the raw bytes can be fetched and registered as they are.
"""

import hashlib
import json
from collections.abc import Iterator
from io import BytesIO
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from bysak.kjerne import filtype, lager
from bysak.kjerne.arbeid import Aktoer, arbeid, gjeldende_virksomhet, laas
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import maks, rens
from bysak.klienter import epost
from bysak.mottak.forsendelse import Vedleggsfil, les_forsendelse, med_fare
from bysak.mottak.models import Innkomst, InnkomstVedlegg, Kanal, Utfall
from bysak.mottak.papirbrev import les_papir
from bysak.mottak.saksadresse import sak_i
from bysak.mottak.skjemapost import les_skjema
from bysak.mottak.utfall import sett_utfall
from bysak.organisasjon.tilgang import Rett, krev, prosessaktoer

MAKS_ID = 500


def les_inn(virksomhet_id: int, innkomst_id: UUID) -> None:
    """Fill an item from its raw bytes. Does nothing when it has been read. Raises LagerFullt: then try again later."""
    som = prosessaktoer("jobb")
    with arbeid(som=som, leser=[virksomhet_id]):
        innkomst = Innkomst.objects.select_related("virksomhet").get(pk=innkomst_id)
    if innkomst.lest_tid is not None:
        return
    lest, filer = _les(innkomst)
    with arbeid(som=som, i=virksomhet_id, verb="les inn"):
        krev(som, Rett.MOTTA)
        _fyll(laas(innkomst), lest, filer, som)


def _les(innkomst: Innkomst) -> tuple[epost.LestEpost, list[Vedleggsfil]]:
    if innkomst.er_brev:
        return _les_brev(innkomst)
    les = {Kanal.PAPIR.value: les_papir, Kanal.SKJEMA.value: les_skjema}.get(innkomst.kanal, les_forsendelse)
    return les(innkomst)


def _les_brev(innkomst: Innkomst) -> tuple[epost.LestEpost, list[Vedleggsfil]]:
    kode = innkomst.virksomhet.kode
    try:
        with lager.aapne(kode, innkomst.raa_sjekksum) as fil:
            lest = epost.les(fil.read())
    except lager.FilMangler as feil:
        lest = epost.LestEpost(feil=str(feil))
    return lest, [_lagre_vedlegg(kode, vedlegg) for vedlegg in lest.vedlegg]


def _lagre_vedlegg(kode: str, vedlegg: epost.LestVedlegg) -> Vedleggsfil:
    innhold = vedlegg.innhold
    slag = filtype.bestem(innhold, vedlegg.filnavn, vedlegg.mime)
    return Vedleggsfil(vedlegg, lager.lagre(kode, innhold), med_fare(slag, BytesIO(innhold)))


def _fyll(innkomst: Innkomst, lest: epost.LestEpost, filer: list[Vedleggsfil], som: Aktoer) -> None:
    if innkomst.lest_tid is not None:
        return
    innkomst.lest_tid = naa()
    innkomst.avsender_navn = maks(rens(lest.avsender_navn), 300)
    innkomst.avsender_adresse = lest.avsender_adresse.lower()[:320]
    innkomst.emne = maks(rens(lest.emne), 1000)
    innkomst.message_id = (lest.message_id or "")[:MAKS_ID]
    innkomst.svar_paa = _svar_paa(lest)
    innkomst.innhold_sjekksum = _innholdssum(lest, filer)
    innkomst.sendt_tid = lest.sendt
    innkomst.tekst = lest.tekst
    innkomst.har_html = lest.html is not None
    innkomst.automatisk = lest.automatisk
    innkomst.traad, innkomst.slag = lest.traad, [str(slag) for slag in lest.slag]
    innkomst.merknader = [
        *lest.merknader,
        *_adressert(innkomst, lest),
        *(f.type.advarsel for f in filer if f.type.advarsel),
    ]
    innkomst.lesefeil = (lest.feil or "")[:500]
    innkomst.antall_vedlegg = sum(not f.lest.innebygd for f in filer)
    InnkomstVedlegg.objects.bulk_create([_vedleggsrad(innkomst, fil) for fil in filer])
    innkomst.save()
    _foelg_opp(innkomst, lest, som)


def _foelg_opp(innkomst: Innkomst, lest: epost.LestEpost, som: Aktoer) -> None:
    if lest.epostloekke:
        grunn = _("Meldingen ser ut til å gå i ring mellom e-postsystemer. Åpne den igjen hvis den skal registreres.")
        sett_utfall(innkomst, Utfall.KARANTENE, kode="epostloekke", grunn=grunn, av=som)
    elif innkomst.message_id:
        _sammenlign(innkomst, som)
    elif innkomst.kanal == Kanal.PAPIR:
        # The jobs read what is below, so neither can be first.
        from bysak.mottak.jobber import les_tekst

        les_tekst.defer(virksomhet_id=gjeldende_virksomhet(), innkomst_id=str(innkomst.pk))


def _adressert(innkomst: Innkomst, lest: epost.LestEpost) -> Iterator[str]:
    """Note the case whose own address was used; a sentence when the code in it is none of this virksomhet's."""
    assert innkomst.virksomhet_id is not None
    sak, falsk = sak_i([innkomst.til_adresse, *lest.til, *lest.svar_til, lest.emne], innkomst.virksomhet_id)
    if sak:
        innkomst.sak_i_adressen = "{}/{}".format(*sak)
    elif falsk:
        yield _("Adressen har en sakskode som ikke gjelder her. Meldingen er tatt imot som vanlig post.")


def _vedleggsrad(innkomst: Innkomst, fil: Vedleggsfil) -> InnkomstVedlegg:
    return InnkomstVedlegg(
        virksomhet_id=innkomst.virksomhet_id,
        innkomst=innkomst,
        nummer=fil.lest.nr,
        filnavn=maks(rens(fil.lest.filnavn), 250),
        mime_type=fil.type.mime,
        stoerrelse=fil.lagret.stoerrelse,
        sjekksum=fil.lagret.sha256,
        innebygd=fil.lest.innebygd,
        content_id=fil.lest.content_id or "",
        advarsel=maks(fil.type.advarsel, 300),
    )


def _svar_paa(lest: epost.LestEpost) -> list[str]:
    alle = [*([lest.in_reply_to] if lest.in_reply_to else []), *reversed(lest.references)]
    return list(dict.fromkeys(i[:MAKS_ID] for i in alle))


def _innholdssum(lest: epost.LestEpost, filer: list[Vedleggsfil]) -> str:
    deler = [lest.avsender_adresse.lower(), lest.emne, lest.tekst, [f.lagret.sha256 for f in filer]]
    return hashlib.sha256(json.dumps(deler).encode()).hexdigest()


def _sammenlign(innkomst: Innkomst, som: Aktoer) -> None:
    """Tell a second delivery from a second mail. One at a time per Message-ID, or two readers would miss each other."""
    with connection.cursor() as peker:
        peker.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [gjeldende_virksomhet(), innkomst.message_id])
    andre = (
        Innkomst.objects.filter(virksomhet_id=gjeldende_virksomhet(), message_id=innkomst.message_id)
        .exclude(pk=innkomst.pk)
        .exclude(utfall__in=[Utfall.DUPLIKAT, Utfall.KARANTENE])
        .order_by("mottatt_tid")
    )
    like = andre.filter(innhold_sjekksum=innkomst.innhold_sjekksum).first()
    if like is not None:
        foerst, sist = _rekkefoelge(innkomst, like)
        sett_utfall(
            sist,
            Utfall.DUPLIKAT,
            kode="samme_melding",
            grunn=_("Samme melding er mottatt før, med samme innhold."),
            av=som,
            duplikat_av=foerst,
        )
    elif andre.exists():
        innkomst.merknader = [
            *innkomst.merknader,
            _("En annen melding med samme Message-ID er mottatt før, men innholdet er et annet. Se på begge."),
        ]
        innkomst.save(update_fields=["merknader"])


def _rekkefoelge(lest: Innkomst, andre: Innkomst) -> tuple[Innkomst, Innkomst]:
    """The one received first keeps its place and its due time, unless somebody has begun on the other."""
    uroert = not andre.utfall and not andre.er_tatt()
    if lest.mottatt_tid < andre.mottatt_tid and uroert:
        return lest, laas(andre)
    return andre, lest
