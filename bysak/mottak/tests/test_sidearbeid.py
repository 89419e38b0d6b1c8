"""Page work: the letter gets new bytes, the batch never does, every act can be undone, and two never do it at once."""

from datetime import timedelta

import pytest

from bysak.kjerne import lager, skann
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import med_klokke, naa
from bysak.mottak.kanaler.papirtall import regnskap_for
from bysak.mottak.lesing import les_inn
from bysak.mottak.models import LEIETID, Innkomst, Skannbunke, Skannside
from bysak.mottak.registrering import registrer
from bysak.mottak.sidearbeid import ENDRINGER, MOTSATT, angre_sammenslaaing, del_foer, endre, gjoer_klar, slaa_sammen
from bysak.mottak.tests.brev import rad_naa, rader, valg_i_frogner
from bysak.mottak.tests.bunker import brevene, frogners_arkivar, innhold, lastet_opp, lest
from bysak.mottak.tildeling import slipp
from bysak.mottak.utfall import gjenaapne
from bysak.organisasjon.tilgang import prosessaktoer
from tests.verden import aktoer, som

pytestmark = [pytest.mark.django_db]


def gjort(rad: Innkomst, handling: str, nr: int) -> Innkomst:
    return rad_naa(endre(rad, handling=handling, nr=nr, vist=rad_naa(rad).raa_sjekksum, av=aktoer("kari")))


def stemmer(bunke: Skannbunke) -> tuple[int, int, int, int]:
    with arbeid(som=prosessaktoer("jobb"), leser=[bunke.virksomhet]):
        tall = regnskap_for(Skannside.objects.filter(bunke=bunke))
    assert tall.stemmer
    return tall.i_brev, tall.tatt_ut, tall.ark, tall.brev


def sidetall(rad: Innkomst) -> int:
    with lager.aapne("frogner", rad.raa_sjekksum) as fil:
        return skann.undersoek(fil).sider


@pytest.mark.parametrize(
    ("handling", "nr", "etter"),
    [
        ("vri_hoeyre", 2, "1- 2:90 3 4-"),
        ("vri_venstre", 3, "1- 2 3:270 4-"),
        ("ta_ut", 2, "1- 2- 3 4-"),
        ("ta_med", 4, "1- 2 3 4"),
        ("bak", 2, "1- 3 2 4-"),
        ("frem", 3, "1- 3 2 4-"),
        ("frem", 1, "1- 2 3 4-"),
        ("vri_hoeyre", 9, "1- 2 3 4-"),
    ],
)
def test_hver_handling_gjelder_en_side_og_har_en_som_gjoer_den_om(handling, nr, etter):
    def skrevet(plan: list[Skannside]) -> str:
        return " ".join(f"{s.nummer}{f':{s.vri}' if s.vri else ''}{'-' if s.ute else ''}" for s in plan)

    sider = [Skannside(nummer=n, ute=n in (1, 4)) for n in range(1, 5)]
    foer = skrevet(sider)
    plan = ENDRINGER[handling](sider, nr)
    assert skrevet(plan) == etter
    if plan[0].nummer != nr:
        assert skrevet(ENDRINGER[MOTSATT[handling]](plan, nr)) == foer


def test_brevet_faar_nye_bytes_og_de_samme_igjen_naar_det_angres():
    bunke = lastet_opp("assb")
    (brev,) = brevene(bunke)
    endret = gjort(gjort(brev, "vri_hoeyre", 2), "ta_ut", 3)
    assert innhold(endret) == [(1, "ark"), (2, "90"), (3, "ute"), (4, "ute")]
    assert endret.raa_sjekksum != brev.raa_sjekksum
    assert [v.sjekksum for v in endret.vedlegg.all()] == [endret.raa_sjekksum]
    assert sidetall(endret) == 1
    assert stemmer(bunke) == (1, 2, 1, 1)
    angret = gjort(gjort(endret, "ta_med", 3), "vri_venstre", 2)
    assert angret.raa_sjekksum == brev.raa_sjekksum
    assert lager.kontroller("frogner", bunke.sjekksum)


def test_et_brev_deles_i_to_med_samme_mottakstid_og_slaas_sammen_igjen():
    bunke = lastet_opp("asss")
    (brev,) = brevene(bunke)
    nytt = del_foer(brev, nr=3, vist=brev.raa_sjekksum, av=aktoer("kari"))
    lest(bunke)
    nytt, brev_naa = rad_naa(nytt), rad_naa(brev)
    assert (innhold(brev_naa), innhold(nytt)) == ([(1, "ark"), (2, "0")], [(3, "0"), (4, "0")])
    assert (nytt.mottatt_tid, nytt.frist, nytt.emne) == (brev.mottatt_tid, brev.frist, brev.emne)
    assert (sidetall(brev_naa), sidetall(nytt)) == (1, 2)
    assert stemmer(bunke) == (3, 0, 1, 2)

    borte = slaa_sammen(brev_naa, vist=brev_naa.raa_sjekksum, av=aktoer("kari"))
    borte, samlet = rad_naa(borte), rad_naa(brev)
    assert (borte.pk, borte.utfall, borte.del_av_id, samlet.utfall) == (nytt.pk, "del_av", brev.pk, "")
    assert samlet.raa_sjekksum == brev.raa_sjekksum
    assert stemmer(bunke) == (3, 0, 1, 1)
    with som("kari", "frogner") as kari, pytest.raises(Hindret, match="slått sammen med et annet brev"):
        gjenaapne(borte, av=kari)

    igjen = rad_naa(angre_sammenslaaing(borte, av=aktoer("kari")))
    assert (igjen.utfall, igjen.del_av_id, innhold(igjen)) == ("", None, [(3, "0"), (4, "0")])
    assert stemmer(bunke) == (3, 0, 1, 2)
    with pytest.raises(Hindret, match="ikke slått sammen"):
        angre_sammenslaaing(igjen, av=aktoer("kari"))


def test_det_siste_brevet_i_bunken_har_ikke_noe_aa_slaas_sammen_med_og_et_brev_har_alltid_en_side():
    (brev,) = brevene(lastet_opp("as"))
    with pytest.raises(Hindret, match="ikke noe brev etter"):
        slaa_sammen(brev, vist=brev.raa_sjekksum, av=aktoer("kari"))
    for forsoek in (lambda: endre(brev, handling="ta_ut", nr=2, vist=brev.raa_sjekksum, av=aktoer("kari")),
                    lambda: del_foer(brev, nr=2, vist=brev.raa_sjekksum, av=aktoer("kari"))):  # fmt: skip
        with pytest.raises(Hindret, match="minst én side"):
            forsoek()


def test_to_kan_ikke_ordne_sidene_samtidig_og_ingen_endrer_det_de_ikke_har_sett():
    foerste, andre = brevene(lastet_opp("asas"))
    endret = gjort(foerste, "vri_hoeyre", 2)
    with pytest.raises(Hindret, match="endret siden du så dem"):
        endre(endret, handling="vri_hoeyre", nr=2, vist=foerste.raa_sjekksum, av=aktoer("kari"))
    frogners_arkivar("ola")
    ola = aktoer("ola")
    with pytest.raises(Hindret, match="arbeider med denne"):
        endre(endret, handling="vri_hoeyre", nr=2, vist=endret.raa_sjekksum, av=ola)
    with som("kari", "frogner") as kari:
        slipp(endret, av=kari)
    endre(andre, handling="vri_hoeyre", nr=4, vist=andre.raa_sjekksum, av=ola)
    with pytest.raises(Hindret, match="arbeider med denne"):
        slaa_sammen(endret, vist=endret.raa_sjekksum, av=aktoer("kari"))
    with med_klokke(naa() + LEIETID + timedelta(minutes=1)):
        slaa_sammen(endret, vist=endret.raa_sjekksum, av=aktoer("kari"))


def test_et_registrert_brev_har_de_sidene_det_har():
    (brev,) = brevene(lastet_opp("ass"))
    valg = valg_i_frogner(aktoer("kari"), "Et brev", ny_sak="Papirsaken")
    with som("kari", "frogner") as kari:
        jp = registrer(brev, valg, av=kari)
        assert jp.koblinger.get().dokumentbeskrivelse.objekter.get().sjekksum == brev.raa_sjekksum
    with pytest.raises(Hindret, match="alt registrert"):
        endre(brev, handling="vri_hoeyre", nr=2, vist=brev.raa_sjekksum, av=aktoer("kari"))


def test_et_brev_som_kom_fra_en_annen_bydel_kan_ordnes_der_det_er():
    lastet_opp("ass", "kari", "frogner", "sagene")
    (der,) = rader("sagene", kanal="papir")
    assert der.virksomhet_id is not None
    les_inn(der.virksomhet_id, der.pk)
    gjoer_klar(der.pk, der.virksomhet, av=aktoer("kari"))
    gjoer_klar(der.pk, der.virksomhet, av=aktoer("kari"))
    assert innhold(der) == [(1, "0"), (2, "0")]
    endret = rad_naa(endre(der, handling="ta_ut", nr=1, vist=der.raa_sjekksum, av=aktoer("kari")))
    assert innhold(endret) == [(1, "ute"), (2, "0")]
