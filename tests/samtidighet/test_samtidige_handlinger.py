"""Two people at once, with real connections: whoever comes last sees what the first did, and nothing is half done."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from bysak.arkivstruktur.arkivdeler import avslutt_arkivdel
from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.avslutning import avslutt_saksmappe, gjenaapne_saksmappe
from bysak.arkivstruktur.journalfoering import arkiver, journalfoer, sett_utgaar
from bysak.arkivstruktur.models import Arkivdel, Avskrivning, Dokumentbeskrivelse, Journalpost, Saksmappe
from bysak.arkivstruktur.skjerming import skjerm_registrering
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.organisasjon.models import AdministrativEnhet, Rolletildeling, Tilgangsklasse, Virksomhet
from bysak.organisasjon.tilgang import klasse_for, prosessaktoer
from bysak.saksbehandling.fordeling import fordel
from bysak.tjeneste.innfoering import opprett_virksomhet
from tests.saker import en_fil, en_sak, et_brev
from tests.verden import aktoer, bruker, som, virksomhet

Verb = Callable[..., Any]


def samtidig(*handlinger: tuple[str, Verb], holder: float = 0.0) -> list[BaseException | None]:
    """Run each act in a connection and an arbeid of its own, all at once; returns what each one was stopped by."""
    start = threading.Barrier(len(handlinger))
    frogner = virksomhet("frogner")
    folk = {navn: aktoer(navn) for navn, _ in handlinger}

    def kjoer(hvem: str, verb: Verb) -> BaseException | None:
        try:
            start.wait()
            with arbeid(som=folk[hvem], i=frogner, verb="samtidig"):
                verb(folk[hvem])
                if holder:
                    threading.Event().wait(holder)
            return None
        except Exception as feil:
            return feil
        finally:
            connection.close()

    with ThreadPoolExecutor(len(handlinger)) as basseng:
        return list(basseng.map(lambda h: kjoer(*h), handlinger))


def bare_hindret(svar: list[BaseException | None]) -> int:
    """How many got through; the others must have been stopped by the rules, never by a deadlock or an error."""
    feil = [s for s in svar if s is not None]
    assert all(isinstance(f, Hindret) for f in feil), feil
    return len(svar) - len(feil)


@pytest.mark.parametrize("runde", range(4))
def test_en_sak_kan_ikke_avsluttes_mens_noen_legger_en_journalpost_i_den(egen_database, runde):
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
    samtidig(("ola", lambda a: avslutt_saksmappe(sak, av=a)), ("kari", lambda a: et_brev(sak, a)), holder=0.02)
    with som("kari", "frogner"):
        lukket = Saksmappe.objects.get(pk=sak.pk).er_avsluttet
        assert lukket != Journalpost.objects.filter(mappe=sak).exists()


@pytest.mark.parametrize("runde", range(4))
def test_en_sak_kan_ikke_avsluttes_med_et_dokument_som_kom_til_uferdig(egen_database, runde):
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        jp = et_brev(sak, kari, type="U", journalfoert=True)
    svar = samtidig(
        ("ola", lambda a: avslutt_saksmappe(Saksmappe.objects.get(pk=sak.pk), av=a)),
        ("kari", lambda a: en_fil(jp, a, ferdigstilt=False)),
        holder=0.02,
    )
    assert bare_hindret(svar) == 1
    with som("kari", "frogner"):
        uferdig = Dokumentbeskrivelse.objects.filter(koblinger__registrering=jp, dokumentstatus="B").exists()
        assert Saksmappe.objects.get(pk=sak.pk).er_avsluttet != uferdig


def test_et_brev_avskrives_en_gang_av_fire_som_proever(egen_database):
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari, journalfoert=True)
    assert bare_hindret(samtidig(*[(h, lambda a: avskriv(jp, maate="TE", av=a)) for h in ("ola", "kari") * 2])) == 1
    with som("kari", "frogner"):
        assert Avskrivning.objects.filter(registrering=jp).count() == 1


def test_et_brev_journalfoeres_en_gang_av_to_som_proever(egen_database):
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
    assert bare_hindret(samtidig(*[(h, lambda a: journalfoer(jp, av=a)) for h in ("kari", "marius")])) == 1


def test_fordeling_og_arkivering_samtidig_gir_aldri_en_endret_part_paa_en_arkivert_post(egen_database):
    for _ in range(4):
        with som("kari", "frogner") as kari:
            jp = et_brev(en_sak(kari), kari, journalfoert=True)
            til = {"enhet": AdministrativEnhet.objects.all()[0], "saksbehandler": bruker("ola")}
        bare_hindret(
            samtidig(
                ("kari", lambda a, jp=jp: arkiver(jp, av=a)),
                ("marius", lambda a, jp=jp, til=til: fordel(jp, av=a, **til)),
            )
        )


def test_verbene_laaser_i_samme_rekkefoelge_og_laaser_seg_aldri_fast(egen_database):
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        poster = [et_brev(sak, kari, journalfoert=True) for _ in range(4)]
        enhet, ola = AdministrativEnhet.objects.all()[0], bruker("ola")
    flere: list[tuple[str, Verb]] = []
    for jp in poster:
        flere += [
            ("kari", lambda a, jp=jp: fordel(jp, enhet=enhet, saksbehandler=ola, av=a)),
            ("marius", lambda a, jp=jp: [en_fil(jp, a), et_brev(sak, a)]),
            ("ola", lambda a, jp=jp: avskriv(jp, maate="TE", av=a)),
            (
                "nora",
                lambda a, jp=jp: skjerm_registrering(
                    jp, hjemmel="Offl § 13", kode="UO", skjermede_ord={0}, offentlig_tittel="*** om gangvei",
                    skjermede_parter=set(), hele_dokumentet=None, av=a,
                ),
            ),
        ]  # fmt: skip
    flere += [
        ("kari", lambda a: sett_utgaar(poster[0], grunn="feil", av=a)),
        ("nora", lambda a: avslutt_saksmappe(sak, av=a, avskriv_rest=True)),
        ("marius", en_sak),
    ]
    bare_hindret(samtidig(*flere))


@pytest.mark.parametrize("runde", range(3))
def test_en_periode_kan_ikke_lukkes_mens_en_sak_gjenaapnes_eller_opprettes_i_den(egen_database, runde):
    with som("kari", "frogner") as kari:
        sak = avslutt_saksmappe(en_sak(kari), av=kari)
        for annen in Saksmappe.objects.filter(avsluttet_dato__isnull=True):
            avslutt_saksmappe(annen, av=kari, avskriv_rest=True)
    samtidig(
        ("siv", lambda a: avslutt_arkivdel(Arkivdel.objects.get(pk=sak.arkivdel_id), av=a)),
        ("kari", lambda a: gjenaapne_saksmappe(sak, grunn="ny opplysning", av=a)),
        ("marius", lambda a: en_sak(a, arkivdel=Arkivdel(pk=sak.arkivdel_id))),
        holder=0.02,
    )
    with som("kari", "frogner"):
        lukket = Arkivdel.objects.get(pk=sak.arkivdel_id).arkivdelstatus == "P"
        assert lukket != Saksmappe.objects.filter(arkivdel=sak.arkivdel_id, avsluttet_dato__isnull=True).exists()


def test_to_som_tar_inn_hver_sin_bydel_samtidig_faar_hver_sitt_nummer(egen_database):
    start = threading.Barrier(3)

    def ta_inn(kode: str) -> BaseException | None:
        try:
            siv = prosessaktoer("kommando")
            start.wait()
            opprett_virksomhet(kode, f"Bydel {kode}", av=siv)
            return None
        except Exception as feil:
            return feil
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as basseng:
        svar = list(basseng.map(ta_inn, ["marka", "havna", "havna"]))
    assert bare_hindret(svar) in (2, 3)  # the second of the same may come in time to find it half done, and finish it
    nye = Virksomhet.objects.filter(kode__in=["marka", "havna"])
    assert len({v.pk for v in nye}) == 2
    for v in nye:
        assert v.epostadresser.count() == 1
        with arbeid(som=prosessaktoer("kommando"), i=v):
            assert Arkivdel.objects.count() == 1
            assert Rolletildeling.objects.count() == len(set(Rolletildeling.objects.values_list("bruker", "rolle")))


def test_en_tilgangsklasse_blir_til_en_gang_selv_om_to_trenger_den_foerste_gang(egen_database):
    samtidig(*[("kari", lambda a: klasse_for("XX"))] * 4, holder=0.01)
    with som("kari", "frogner"):
        assert Tilgangsklasse.objects.filter(kode="XX").count() == 1
