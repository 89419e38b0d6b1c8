"""The reader of documents: what it shows, what it finds, and that nobody reads what they may not see."""

from typing import Any

import pytest

from bysak.arkivstruktur.dokument import legg_ved_fil
from bysak.arkivstruktur.models import Dokumentobjekt, Journalpost
from bysak.arkivstruktur.versjoner import NyFil, arkiver_filer
from bysak.kjerne import lager
from bysak.kjerne.tests.filer import docx
from bysak.kjerne.tests.filer import pdf as pdf_med_sider
from bysak.web.tests.test_sak_sider import _klientsak, adressen
from tests.klient import klient, tekst
from tests.papir import pdf
from tests.saker import en_sak, et_brev
from tests.verden import som

pytestmark = pytest.mark.django_db
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def ny_post() -> Journalpost:
    """A letter of Kari's that everybody in Frogner sees."""
    with som("kari", "frogner", "registrer") as kari:
        sak = en_sak(kari)
        jp = et_brev(sak, kari)
        jp.mappe = sak
        return jp


def ny_fil(jp: Journalpost, innhold: bytes, navn: str = "brev.pdf", mime: str = "application/pdf") -> Dokumentobjekt:
    with som("kari", "frogner", "legg ved") as kari:
        lagret = lager.lagre("frogner", innhold)
        return legg_ved_fil(jp, tittel=navn, lagret=lagret, filnavn=navn, mime=mime, av=kari)


def ny_versjon(fil: Dokumentobjekt, innhold: bytes, **valg: Any) -> Dokumentobjekt:
    with som("kari", "frogner", "ny versjon") as kari:
        lagret = lager.lagre("frogner", innhold)
        ny = NyFil(lagret, "brev.pdf", "application/pdf", **valg)
        return arkiver_filer(fil.dokumentbeskrivelse, filer=[ny], av=kari)[0]


def test_teksten_paa_siden_er_der_for_den_som_lytter_og_treff_er_merket() -> None:
    jp = ny_post()
    fil = ny_fil(jp, pdf(["Vi viser til søknaden din", "om tilskudd."]))
    side = tekst(klient("ola").get(adressen(jp), {"fil": str(fil.pk), "finn": "SØKNADEN"}))
    assert 'aria-label="Teksten på side 1"' in side
    assert "Vi viser til søknaden din </text>" in side
    assert side.count('class="ark__treff"') == 1
    assert "1 treff." in side
    assert "Ingen treff på «gravemaskin»" in tekst(
        klient("ola").get(adressen(jp), {"fil": str(fil.pk), "finn": "gravemaskin"})
    )
    assert "<h2 class" in tekst(klient("ola").get(adressen(jp), {"fil": str(fil.pk), "som": "tekst"}))


def test_ord_merkes_ogsaa_i_word_og_ren_tekst_uten_aa_bli_til_noe_annet() -> None:
    jp = ny_post()
    ola = klient("ola")
    word = ny_fil(jp, docx("Lekeplassen er stengt"), "brev.docx", WORD)
    assert '<mark id="dokument-treff-1" tabindex="-1">Lekeplassen</mark>' in tekst(
        ola.get(adressen(jp), {"fil": str(word.pk), "finn": "lekeplassen"})
    )
    ren = ny_fil(jp, b"a <b>x</b> & amp", "notat.txt", "text/plain")
    side = tekst(ola.get(adressen(jp), {"fil": str(ren.pk), "finn": "<b>"}))
    assert 'tabindex="-1">&lt;b&gt;</mark>x' in side
    # A word that stands in the markup only is not found, and does not break it.
    assert "Ingen treff" in tekst(ola.get(adressen(jp), {"fil": str(word.pk), "finn": "article"}))


def test_et_langt_dokument_vises_bit_for_bit_og_sidene_faar_smaa_bilder() -> None:
    jp = ny_post()
    fil = ny_fil(jp, pdf_med_sider(*[f"Ark {n}" for n in range(1, 24)]))
    ola = klient("ola")
    side = tekst(ola.get(adressen(jp), {"fil": str(fil.pk), "side": "12"}))
    assert 'id="dokument-11"' in side
    assert 'id="dokument-20"' in side
    assert 'id="dokument-10"' not in side
    assert side.count("?form=liten") == 23
    assert "23 treff" in tekst(ola.get(adressen(jp), {"fil": str(fil.pk), "finn": "ark"}))
    bilde = f"{adressen(jp)}/fil/{fil.pk}/side/23"
    liten, vanlig = ola.get(bilde, {"form": "liten"}), ola.get(bilde)
    bredder = [int.from_bytes(svar.content[16:20], "big") for svar in (liten, vanlig)]
    assert bredder[0] < 200 < bredder[1]
    assert liten.headers["ETag"] != vanlig.headers["ETag"]
    assert ola.get(bilde.replace("/23", "/24"), {"form": "liten"}).status_code == 404


def test_en_fil_som_ikke_kan_vises_sier_det_og_tilbyr_originalen() -> None:
    jp = ny_post()
    fil = ny_fil(jp, b"%PDF-1.7\n" + b"\0" * 5000)
    side = tekst(klient("ola").get(adressen(jp), {"fil": str(fil.pk)}))
    assert "PDF-en er skadet" in side
    assert f'/fil/{fil.pk}">Last ned brev.pdf</a>' in side


def test_den_sladdede_vises_ikke_foran_originalen_og_kan_velges() -> None:
    jp = ny_post()
    fil = ny_fil(jp, pdf(["Alv Stenmyra søker"]))
    sladdet = ny_versjon(fil, pdf(["***** søker"]), versjon=1, sladdet=True)
    side = tekst(klient("ola").get(adressen(jp)))
    assert "Alv Stenmyra søker" in side
    assert f'?fil={sladdet.pk}"' in side
    assert "Alv Stenmyra" not in tekst(klient("ola").get(adressen(jp), {"fil": str(sladdet.pk)}))


def test_to_versjoner_og_to_brev_i_saken_leses_ved_siden_av_hverandre() -> None:
    jp = ny_post()
    foerste = ny_fil(jp, pdf(["Frist 1. november"]))
    andre = ny_versjon(foerste, pdf(["Frist 1. desember"]))
    ola = klient("ola")
    side = tekst(ola.get(f"{adressen(jp)}/les", {"fil": str(andre.pk), "ved": str(foerste.pk), "ved_finn": "november"}))
    assert "Frist 1. desember" in side
    assert "Frist 1. november" in side
    assert 'id="b-treff-1"' in side
    assert ola.get(f"{adressen(jp)}/les", {"fil": str(andre.pk), "ved": "tull"}).status_code == 404


def test_ingen_doer_gir_et_skjermet_dokument_til_den_som_ikke_er_klarert() -> None:
    skjult = _klientsak()
    fil = ny_fil(skjult, pdf(["Trygghetsalarm til Alv"]))
    aapen = ny_post()
    egen = ny_fil(aapen, pdf(["Åpent brev"]))
    ola, ingvild = klient("ola"), klient("ingvild")
    doerer = [
        (adressen(skjult), {"fil": str(fil.pk)}),
        (adressen(skjult), {"fil": str(fil.pk), "finn": "alarm"}),
        (f"{adressen(skjult)}/les", {"fil": str(fil.pk), "finn": "alarm", "som": "tekst"}),
        (f"{adressen(skjult)}/fil/{fil.pk}", {}),
        *((f"{adressen(skjult)}/fil/{fil.pk}/side/1", {"form": form}) for form in ("", "liten", "stor")),
    ]
    gjennom_sin_egen = [
        (f"{adressen(aapen)}/les", {"fil": str(egen.pk), "ved": str(fil.pk)}),
        (f"{adressen(aapen)}/les", {"fil": str(fil.pk)}),
        (f"{adressen(aapen)}/fil/{fil.pk}", {}),
        (f"{adressen(aapen)}/fil/{fil.pk}/side/1", {"form": "liten"}),
    ]
    for adresse, valg in doerer:
        assert ingvild.get(adresse, valg).status_code == 200, adresse
        # Also when it has been drawn for somebody else, and when the browser says that it has it.
        assert ola.get(adresse, valg).status_code == 404, adresse
        assert ola.get(adresse, valg, headers={"If-None-Match": "*"}).status_code == 404, adresse
        assert klient("lise").get(adresse, valg).status_code == 404, adresse
    for adresse, valg in gjennom_sin_egen:
        assert ola.get(adresse, valg).status_code == 404, adresse
    # A file of another entry does not show by the page of one's own; its first file does.
    assert "Trygghetsalarm" not in tekst(ola.get(adressen(aapen), {"fil": str(fil.pk)}))
