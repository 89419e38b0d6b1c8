"""Many at once, with real connections: numbers without holes, and whoever comes second is told, and loses nothing."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import Error

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.avslutning import avslutt_saksmappe, gjenaapne_saksmappe
from bysak.arkivstruktur.endring import endre_journalpost
from bysak.arkivstruktur.flytting import del_sak, flytt, slaa_sammen
from bysak.arkivstruktur.journalfoering import journalfoer
from bysak.arkivstruktur.models import Avskrivning, Journalpost, Mappe, Nummerhull, Registrering, Saksmappe
from bysak.arkivstruktur.omgjoering import omtyp
from bysak.arkivstruktur.reservasjon import slett_journalpost
from bysak.arkivstruktur.skjerming import opphev_skjerming
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.vern import er_databasefeil_fra_vernet
from bysak.saksbehandling.overlevering import aapne_parter, aapne_saker, overlever
from tests.saker import en_fil, en_sak, et_brev
from tests.samtidighet.test_samtidige_handlinger import Verb, bare_hindret, samtidig
from tests.tilstand import sannhet
from tests.verden import bruker, som


def forstaaelig(svar: list[BaseException | None]) -> int:
    """How many got through; the others have a sentence to read, or are told that it is gone."""
    for nei in filter(None, svar):
        if isinstance(nei, Error):
            assert er_databasefeil_fra_vernet(nei), repr(nei)
        else:
            assert isinstance(nei, Hindret | ObjectDoesNotExist), repr(nei)
    return svar.count(None)


def test_femti_registrerer_samtidig_og_alle_faar_hvert_sitt_nummer(egen_database):
    with som("kari", "frogner") as kari:
        saker = [en_sak(kari, tittel=f"Sak {n}") for n in range(5)]
        foer = Registrering.objects.count()
    svar = samtidig(
        *[
            (("kari", "marius")[n % 2], lambda a, n=n: journalfoer(et_brev(saker[n % 5], a, tittel=f"Brev {n}"), av=a))
            for n in range(50)
        ]
    )
    assert svar == [None] * 50
    with som("kari", "frogner"):
        assert Registrering.objects.count() == foer + 50
        assert not Nummerhull.objects.exists()
        sannhet.numrene_henger_sammen()
        for sak in saker:
            numre = Registrering.objects.filter(mappe=sak).order_by("journalpostnummer")
            assert list(numre.values_list("journalpostnummer", flat=True)) == list(range(1, 11))


@pytest.mark.parametrize("runde", range(3))
def test_flytting_og_avslutning_samtidig_gir_aldri_en_aapen_post_i_en_lukket_sak(egen_database, runde):
    with som("kari", "frogner") as kari:
        fra, til = en_sak(kari, tittel="Fra"), en_sak(kari, tittel="Til")
        jp = et_brev(fra, kari)
    lukkes = (fra, til)[runde % 2]
    svar = samtidig(
        ("kari", lambda a: flytt([jp], til=til, grunn="feil sak", av=a)),
        ("nora", lambda a: avslutt_saksmappe(lukkes, av=a)),
        ("marius", lambda a: en_fil(jp, a, ferdigstilt=False)),
        holder=0.02,
    )
    forstaaelig(svar)
    with som("kari", "frogner"):
        lukkede = Registrering.objects.filter(mappe__avsluttet_dato__isnull=False, mappe__in=[fra, til])
        assert not lukkede.exclude(journalstatus__in="AU").exists()
        assert Registrering.objects.get(pk=jp.pk).mappe_id in (fra.pk, til.pk)


def test_to_som_flytter_mot_hverandre_venter_paa_hverandre(egen_database):
    with som("kari", "frogner") as kari:
        a_sak, b_sak = en_sak(kari, tittel="A"), en_sak(kari, tittel="B")
        i_a, i_b = [et_brev(a_sak, kari) for _ in range(3)], [et_brev(b_sak, kari) for _ in range(3)]
    flere: list[tuple[str, Verb]] = []
    for en, to in zip(i_a, i_b, strict=True):
        flere.append(("kari", lambda a, jp=en: flytt([jp], til=b_sak, grunn="feil sak", av=a)))
        flere.append(("marius", lambda a, jp=to: flytt([jp], til=a_sak, grunn="feil sak", av=a)))
    assert bare_hindret(samtidig(*flere)) == 6
    with som("kari", "frogner"):
        assert set(Registrering.objects.filter(mappe=a_sak)) == {Registrering(pk=jp.pk) for jp in i_b}
        sannhet.numrene_henger_sammen()


def test_den_andre_som_endrer_faar_vite_det_og_den_forstes_endring_staar(egen_database):
    with som("kari", "frogner") as kari:
        jp = Journalpost.objects.get(pk=et_brev(en_sak(kari), kari).pk)
    svar = samtidig(
        *[(h, lambda a, h=h: endre_journalpost(jp, av=a, versjon=jp.versjon, tittel=h)) for h in ("kari", "marius")]
    )
    assert bare_hindret(svar) == 1
    nei = next(filter(None, svar))
    assert isinstance(nei, Hindret)
    assert [h.kode for h in nei.hindre] == ["endre.samtidig"]
    with som("kari", "frogner"):
        assert Journalpost.objects.get(pk=jp.pk).tittel == ("kari", "marius")[svar.index(None)]


def test_to_avskrivninger_med_samme_svar_blir_til_en(egen_database):
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        jp, svarbrev = et_brev(sak, kari, journalfoert=True), et_brev(sak, kari, type="U", journalfoert=True)
    gjoer: Verb = lambda a: avskriv(jp, maate="BU", besvart_av=svarbrev, av=a)  # noqa: E731
    assert bare_hindret(samtidig(*[(h, gjoer) for h in ("ola", "kari", "nora")])) == 1
    with som("kari", "frogner"):
        assert Avskrivning.objects.filter(registrering=jp).count() == 1


def test_et_svar_som_flyttes_mens_det_brukes_blir_aldri_svar_i_en_annen_sak(egen_database):
    for _ in range(3):
        with som("kari", "frogner") as kari:
            sak, annen = en_sak(kari), en_sak(kari)
            jp, svarbrev = et_brev(sak, kari, journalfoert=True), et_brev(sak, kari, type="U")
        forstaaelig(
            samtidig(
                ("kari", lambda a, s=svarbrev, til=annen: flytt([s], til=til, grunn="feil sak", av=a)),
                ("ola", lambda a, jp=jp, s=svarbrev: avskriv(jp, maate="BU", besvart_av=s, av=a)),
                ("marius", lambda a, s=svarbrev: slett_journalpost(s, grunn="feil", av=a)),
                holder=0.02,
            )
        )
        with som("kari", "frogner"):
            for rad in Avskrivning.objects.filter(registrering=jp).select_related("besvart_av"):
                assert rad.besvart_av.mappe_id == jp.mappe_id


def test_to_som_overleverer_det_samme_gir_det_til_en(egen_database):
    with som("kari", "frogner") as kari:
        en_sak(kari, saksansvarlig=bruker("ola"))
        ola, ingvild, maja = bruker("ola"), bruker("ingvild"), bruker("maja")
    til = {"nora": ingvild, "kari": maja}
    for hvem in til.values():
        _alt_aapent_for(hvem)
    svar = samtidig(*[(h, lambda a, h=h: overlever(ola, til=til[h], grunn="slutter", av=a)) for h in til], holder=0.05)
    assert bare_hindret(svar) == 1, svar
    fikk = til[("nora", "kari")[svar.index(None)]]
    with som("kari", "frogner"):
        assert not aapne_saker(ola).exists()
        assert not aapne_parter(ola).exists()
        assert aapne_saker(fikk).exists()


def _alt_aapent_for(hvem):
    """Let a person see whatever Ola has, so that only the race decides."""
    from bysak.organisasjon.models import Rolle
    from bysak.organisasjon.roller import tildel_rolle

    with som("siv", "frogner") as siv:
        tildel_rolle(hvem, Rolle.LEDER, av=siv, tilgangskoder=["UO", "P", "KL"])


def test_to_som_sletter_det_samme_gir_ett_forklart_hull(egen_database):
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
    svar = samtidig(*[(h, lambda a: slett_journalpost(jp, grunn="feil", av=a)) for h in ("kari", "marius")])
    assert forstaaelig(svar) == 1
    with som("kari", "frogner"):
        assert Nummerhull.objects.filter(art="journal", nummer=jp.journalsekvensnummer or 0).count() == 1


def test_sammenslaaing_deling_og_annet_arbeid_laaser_seg_aldri_fast(egen_database):
    with som("kari", "frogner") as kari:
        saker = [en_sak(kari, tittel=f"Sak {n}") for n in range(3)]
        poster = [et_brev(sak, kari) for sak in saker for _ in range(2)]
    flere: list[tuple[str, Verb]] = [
        ("kari", lambda a: slaa_sammen(saker[0], til=saker[1], grunn="samme sak", av=a)),
        ("marius", lambda a: slaa_sammen(saker[1], til=saker[0], grunn="samme sak", av=a)),
        ("kari", lambda a: del_sak(saker[2], poster=poster[4:5], tittel="Delt", grunn="to saker", av=a)),
        ("nora", lambda a: avslutt_saksmappe(saker[0], av=a, avskriv_rest=True)),
        ("kari", lambda a: gjenaapne_saksmappe(saker[0], grunn="nytt", av=a)),
    ]
    for jp in poster:
        flere += [
            ("kari", lambda a, jp=jp: journalfoer(jp, av=a)),
            ("marius", lambda a, jp=jp: omtyp(jp, type="X", grunn="feil type", av=a)),
            ("nora", lambda a, jp=jp: opphev_skjerming(jp, av=a)),
        ]
    forstaaelig(samtidig(*flere))
    with som("kari", "frogner"):
        sannhet.numrene_henger_sammen()
        sannhet.restansene_stemmer()
        aapne = Registrering.objects.filter(mappe__avsluttet_dato__isnull=False, mappe__in=saker)
        assert not aapne.exclude(journalstatus__in="AU").exists()
        assert Saksmappe.objects.filter(pk__in=[s.pk for s in saker]).count() == 3
        assert Mappe.objects.exists()
