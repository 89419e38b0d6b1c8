"""Marks on mail, and what lies inside it, from the door to the registered document."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bysak.arkivstruktur.models import Dokumentobjekt
from bysak.klienter import epost
from bysak.klienter.tests.outlookfiler import melding, msg, ole, tnef
from bysak.klienter.tests.test_ekte_epost import FILER
from bysak.klienter.tests.test_epost_leses import _kan_lagres
from bysak.mottak.grunner import GRUNNER
from bysak.mottak.innkomst import motta_fil
from bysak.mottak.kjennetegn import KJENNETEGN, foreslaatt, kjennetegn
from bysak.mottak.lesing import les_inn
from bysak.mottak.registrering import registrer
from bysak.mottak.tests.brev import brev, motta_og_les, rader, valg_i_frogner
from tests.papir import pdf
from tests.verden import aktoer, som


def test_hvert_slag_har_et_navn_og_en_grunn_som_finnes():
    assert list(KJENNETEGN) == list(epost.Slag)
    assert {tegn.grunn for tegn in KJENNETEGN.values()} - {""} <= set(GRUNNER)


@pytest.mark.django_db
def test_et_autosvar_merkes_med_forslag_men_faar_ikke_noe_utfall():
    rad = motta_og_les(brev("Fraværsmelding: borte", Auto_Submitted="auto-replied"))
    assert ([str(t.navn) for t in kjennetegn(rad)], rad.utfall) == (["Fraværsmelding"], "")
    forslag = foreslaatt(rad)
    assert forslag is not None
    assert (forslag.grunn, str(forslag.grunntekst)) == ("automatisk", "Automatisk svar uten innhold")


@pytest.mark.django_db
def test_en_retur_foreslaas_ikke_lagt_bort():
    rad = motta_og_les(brev("Undeliverable: Vedtak", fra="MAILER-DAEMON@post.example"))
    assert [str(t.navn) for t in kjennetegn(rad)] == ["Kom ikke fram"]
    assert foreslaatt(rad) is None


@pytest.mark.django_db
def test_vedleggene_i_winmail_dat_registreres_som_dokumenter():
    pakke = tnef(melding("Tegninger"), ("plan.pdf", pdf(["Plan"])))
    rad = motta_og_les(brev("Tegninger", vedlegg=(("winmail.dat", "application/ms-tnef", pakke),)))
    assert [(v.filnavn, v.mime_type) for v in rad.vedlegg.all()] == [("plan.pdf", "application/pdf")]
    valg = valg_i_frogner(aktoer("kari"), "Tegninger")
    with som("kari", "frogner", "registrer") as kari:
        jp = registrer(rad, valg, av=kari)
        filer = Dokumentobjekt.objects.filter(dokumentbeskrivelse__koblinger__registrering=jp)
        assert sorted(filer.values_list("filnavn", "mime_type")) == [
            ("e-post.eml", "message/rfc822"), ("plan.pdf", "application/pdf"),
        ]  # fmt: skip


@pytest.mark.django_db
def test_en_msg_fra_fil_leses_og_registreres_som_det_den_er(tmp_path):
    raa = ole(msg(melding("Fra arkivet", "Hei"), ("kart.pdf", pdf(["Kart"]))))
    (tmp_path / "a.msg").write_bytes(raa)
    assert motta_fil(tmp_path / "a.msg") == ["1 til Bydel Frogner"]
    (ulest,) = rader("frogner", kanal="fil", lest_tid=None)
    les_inn(ulest.virksomhet_id or 0, ulest.pk)
    (rad,) = rader("frogner", pk=ulest.pk)
    assert (rad.emne, rad.tekst, [v.filnavn for v in rad.vedlegg.all()]) == ("Fra arkivet", "Hei", ["kart.pdf"])
    valg = valg_i_frogner(aktoer("kari"), "Fra arkivet")
    with som("kari", "frogner", "registrer") as kari:
        jp = registrer(rad, valg, av=kari)
        filer = Dokumentobjekt.objects.filter(dokumentbeskrivelse__koblinger__registrering=jp)
        assert sorted(filer.values_list("filnavn", "mime_type")) == [
            ("e-post.msg", "application/vnd.ms-outlook"), ("kart.pdf", "application/pdf"),
        ]  # fmt: skip


@pytest.mark.django_db
def test_en_pakkebombe_beholdes_uaapnet_og_merkes():
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as arkiv, arkiv.open("nuller", "w") as fil:
        for _ in range(110):
            fil.write(bytes(1024 * 1024))
    rad = motta_og_les(brev("Bombe", vedlegg=(("a.zip", "application/zip", ut.getvalue()),)))
    (vedlegg,) = rad.vedlegg.all()
    assert vedlegg.stoerrelse == len(ut.getvalue())
    assert "urimelig stor" in vedlegg.advarsel
    assert vedlegg.advarsel in rad.merknader


@pytest.mark.skipif(not FILER, reason="Referansematerialet ../shared/data/epost finnes ikke her.")
@settings(max_examples=150, deadline=2000, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.data())
def test_ekte_epost_som_er_klippet_og_rotet_til_kan_alltid_lagres(data):
    raa = bytearray(data.draw(st.sampled_from(FILER)).read_bytes()[:100_000])
    for _ in range(data.draw(st.integers(0, 6))):
        sted = data.draw(st.integers(0, max(0, len(raa) - 1)))
        raa[sted : sted + data.draw(st.sampled_from((0, 1, 20, 500)))] = data.draw(
            st.sampled_from(
                (b"", b"\0", b"\xff\xfe", b"\r\n", b"\r\n\r\n", b"--", b"=?utf-8?b?", b";", b'"', b"\x30\x80")
            )
        )
    lest = epost.les(bytes(raa))
    _kan_lagres(lest)
    assert sum(len(v.innhold) for v in lest.vedlegg) <= 6 * len(raa) + 10_000
