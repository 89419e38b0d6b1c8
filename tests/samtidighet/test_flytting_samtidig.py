"""Moving, merging and taking back, two at a time with real connections: nothing is half done, nobody is stuck."""

import pytest

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.endring import endre_journalpost
from bysak.arkivstruktur.flytting import flytt, slaa_sammen
from bysak.arkivstruktur.models import Avskrivning, Journalpost, Registrering, Saksmappe
from bysak.arkivstruktur.omgjoering import angre
from tests.saker import en_sak, et_brev
from tests.samtidighet.test_samtidige_handlinger import bare_hindret, samtidig
from tests.verden import som

pytestmark = pytest.mark.treg


def _avslutt(sak):
    return lambda a: avslutt_saksmappe(Saksmappe.objects.get(pk=sak.pk), av=a, avskriv_rest=True)


@pytest.mark.parametrize("runde", range(3))
def test_en_post_flyttes_ikke_inn_i_en_sak_som_avsluttes_imens(egen_database, runde):
    with som("kari", "frogner") as kari:
        fra, til = en_sak(kari), en_sak(kari)
        jp = et_brev(fra, kari)
    svar = samtidig(
        ("marius", lambda a: flytt([jp], til=til, grunn="feil sak", av=a)), ("ola", _avslutt(til)), holder=0.02
    )
    assert bare_hindret(svar) == 1
    with som("kari", "frogner"):
        assert Saksmappe.objects.get(pk=til.pk).er_avsluttet != (Registrering.objects.get(pk=jp.pk).mappe_id == til.pk)


def test_to_flyttinger_mot_hverandre_laaser_seg_ikke_fast_og_numrene_er_hele(egen_database):
    with som("kari", "frogner") as kari:
        a, b = en_sak(kari), en_sak(kari)
        i_a, i_b = [et_brev(a, kari) for _ in range(3)], [et_brev(b, kari) for _ in range(3)]
    svar = samtidig(
        ("kari", lambda av: flytt(i_a, til=b, grunn="bytte", av=av)),
        ("marius", lambda av: flytt(i_b, til=a, grunn="bytte", av=av)),
        holder=0.05,
    )
    assert bare_hindret(svar) == 2
    with som("kari", "frogner"):
        for sak, poster in ((b, i_a), (a, i_b)):
            numre = list(sak.registreringer.order_by("journalpostnummer").values_list("pk", "registrerings_id"))
            assert numre == [(p.pk, f"{sak.mappe_id}-{n}") for n, p in enumerate(poster, 4)]


def test_et_svar_flyttes_ikke_mens_det_avskriver_et_brev(egen_database):
    for _ in range(3):
        with som("kari", "frogner") as kari:
            fra, til = en_sak(kari), en_sak(kari)
            brev, svar = et_brev(fra, kari, journalfoert=True), et_brev(fra, kari, type="U", journalfoert=True)
        utfall = samtidig(
            ("kari", lambda a, s=svar, t=til: flytt([s], til=t, grunn="feil sak", av=a)),
            ("ola", lambda a, b=brev, s=svar: avskriv(b, maate="BU", besvart_av=s, av=a)),
            holder=0.02,
        )
        assert bare_hindret(utfall) == 1
        with som("kari", "frogner"):
            for rad in Avskrivning.objects.filter(registrering=brev).select_related("registrering", "besvart_av"):
                assert rad.besvart_av is not None
                assert rad.registrering.mappe_id == rad.besvart_av.mappe_id


def test_to_som_slaar_sammen_hver_sin_vei_ender_med_en_aapen_sak(egen_database):
    with som("kari", "frogner") as kari:
        a, b = en_sak(kari), en_sak(kari)
        for sak in (a, b):
            et_brev(sak, kari)
    svar = samtidig(
        ("kari", lambda av: slaa_sammen(a, til=b, grunn="samme sak", av=av)),
        ("marius", lambda av: slaa_sammen(b, til=a, grunn="samme sak", av=av)),
        holder=0.02,
    )
    assert bare_hindret(svar) == 1
    with som("kari", "frogner"):
        utgaatt, levende = Saksmappe.objects.filter(pk__in=[a.pk, b.pk]).order_by("-saksstatus")
        assert (utgaatt.saksstatus, levende.saksstatus, levende.registreringer.count()) == ("U", "B", 2)


def test_av_to_som_retter_det_samme_faar_den_siste_vite_det(egen_database):
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
    rettelser = [
        (hvem, lambda a, t=tekst: endre_journalpost(jp, av=a, versjon=jp.versjon, tittel=t))
        for hvem, tekst in (("kari", "Fra Kari"), ("ola", "Fra Ola"))
    ]
    assert bare_hindret(samtidig(*rettelser, holder=0.02)) == 1


def test_det_som_avskrives_mens_journalfoeringen_angres_blir_enten_det_ene_eller_det_andre(egen_database):
    for _ in range(3):
        with som("kari", "frogner") as kari:
            jp = et_brev(en_sak(kari), kari, journalfoert=True)
        svar = samtidig(
            ("kari", lambda a, jp=jp: angre(jp, grunn="feil avsender", av=a)),
            ("ola", lambda a, jp=jp: avskriv(jp, maate="TE", av=a)),
            holder=0.02,
        )
        assert bare_hindret(svar) == 1
        with som("kari", "frogner"):
            jp = Journalpost.objects.get(pk=jp.pk)
            assert (jp.journalstatus == "M") != jp.avskrivninger.exists()
