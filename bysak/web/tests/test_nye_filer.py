"""Files are added from the pages of a case and an entry: each by itself, and all of them kept until it is done."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bysak.arkivstruktur.journalfoering import journalfoer
from bysak.arkivstruktur.models import Dokumentkobling
from bysak.web.sak import inntak
from bysak.web.tests.test_leser import ny_fil, ny_post, ny_versjon
from bysak.web.tests.test_sak_sider import _klientsak, adressen, saksadressen
from tests.klient import klient, tekst
from tests.papir import pdf
from tests.verden import som

pytestmark = pytest.mark.django_db


def opplastet(navn: str = "Ny_tegning.pdf", innhold: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(navn, innhold or pdf(["Tegning"]), "application/pdf")


def merker(side: str) -> list[str]:
    return re.findall(r'name="fil" value="([^"]+)"', side)


def dokumentene(jp: Any) -> list[tuple[int, str, str]]:
    with som("kari", "frogner"):
        koblinger = Dokumentkobling.objects.filter(registrering_id=jp.pk).order_by("dokumentnummer")
        return [
            (k.dokumentnummer, k.tilknyttet_registrering_som, k.dokumentbeskrivelse.tittel)
            for k in koblinger.select_related("dokumentbeskrivelse")
        ]


def test_filer_tas_imot_en_og_en_og_blir_dokumenter_i_valgt_rekkefoelge(monkeypatch: pytest.MonkeyPatch) -> None:
    jp, ola = ny_post(), klient("ola")
    nye = f"{adressen(jp)}/dokumenter/nye"
    monkeypatch.setattr(inntak, "MAKS_BYTES", 20_000)
    filer = [opplastet(), SimpleUploadedFile("tom.pdf", b""), opplastet("stor.txt", b"x" * 30_000)]
    filer.append(opplastet("program.exe", b"MZ" + b"\0" * 100))
    side = tekst(ola.post(nye, {"gjoer": "ta_imot", "filer": [*filer, opplastet("kart.pdf", pdf(["Kart"]))]}))
    for setning in ("Filen er tom", "større enn", "Programfiler kan ikke"):
        assert setning in side
    foerste, andre = merker(side)
    assert 'value="Ny tegning"' in side  # what the file name proposes
    valg = {"gjoer": "legg_til", "fil": [foerste, andre], "tittel": ["Tegning", "Kart"], "plass": ["2", "1"]}
    svar = ola.post(nye, valg | {"hoved": andre, "ferdig": "on"})
    assert svar.headers["Location"] == adressen(jp)
    assert dokumentene(jp) == [(1, "H", "Kart"), (2, "V", "Tegning")]


def test_en_fil_alene_svarer_med_sin_rad_og_ingenting_annet() -> None:
    jp = ny_post()
    svar = klient("ola").post(
        f"{saksadressen(jp)}/dokumenter/nye", {"gjoer": "ta_imot", "filer": opplastet()}, headers={"X-Opplasting": "1"}
    )
    assert len(merker(tekst(svar))) == 1
    assert "<html" not in tekst(svar)


def test_fra_saken_velges_journalposten_og_det_som_mangler_mister_ingen_filer() -> None:
    jp, ola = ny_post(), klient("ola")
    nye = f"{saksadressen(jp)}/dokumenter/nye"
    (merke,) = merker(tekst(ola.post(nye, {"gjoer": "ta_imot", "filer": opplastet()})))
    valg = {"gjoer": "legg_til", "fil": merke, "tittel": "Kart", "plass": "1", "ferdig": "on"}
    uten = ola.post(nye, valg)
    assert uten.status_code == 409
    assert "Velg hvilken journalpost" in tekst(uten)
    assert merker(tekst(uten)) == [merke]
    assert ola.post(nye, valg | {"post": str(jp.journalpostnummer)}).status_code == 302
    assert dokumentene(jp) == [(1, "V", "Kart")]


def test_et_merke_gjelder_bare_for_den_som_lastet_opp_i_den_virksomheten() -> None:
    jp = ny_post()
    nye = f"{adressen(jp)}/dokumenter/nye"
    (merke,) = merker(tekst(klient("ola").post(nye, {"gjoer": "ta_imot", "filer": opplastet()})))
    for hvem, forsoek in (("kari", merke), ("ola", merke[:-2] + "xx")):
        svar = klient(hvem).post(nye, {"gjoer": "legg_til", "fil": forsoek, "tittel": "Tatt", "plass": "1"})
        assert svar.status_code == 409
    assert dokumentene(jp) == []
    assert klient("lise").post(nye, {"gjoer": "ta_imot", "filer": opplastet()}).status_code == 404
    skjult = _klientsak()
    for ende in ("/dokumenter/nye", f"/forskjeller/{skjult.pk}"):
        assert klient("ola").get(adressen(skjult) + ende).status_code == 404, ende


def test_en_ny_versjon_legges_til_og_forskjellen_staar_med_ord() -> None:
    jp, kari = ny_post(), klient("kari")
    fil = ny_fil(jp, pdf(["Fristen er 1. november"]))
    adresse = f"{adressen(jp)}/dokumenter/{fil.dokumentbeskrivelse_id}/ny-versjon"
    assert "Den nye blir nummer 2" in tekst(kari.get(adresse))
    assert "Velg minst én fil" in tekst(kari.post(adresse, {}))
    svar = kari.post(adresse, {"filer": opplastet("brev.pdf", pdf(["Fristen er 1. desember"]))})
    assert svar.headers["Location"] == adressen(jp)
    side = tekst(kari.get(adressen(jp)))
    assert "Versjon 2" in side
    assert "Kari Tveitmo" in side
    (ulik,) = set(re.findall(r'href="([^"]*/forskjeller/[^"]+)"', side))
    forskjell = tekst(kari.get(ulik))
    assert "1 ord er tatt bort, og 1 er lagt til." in forskjell
    assert re.search(r"<del>.*november.*</del>", forskjell)
    assert re.search(r"<ins>.*desember.*</ins>", forskjell)
    bilde = ny_versjon(fil, b"%PDF-1.7\n" + b"\0" * 5000)
    assert "har ingen tekst å sammenligne" in tekst(kari.get(f"{adressen(jp)}/forskjeller/{bilde.pk}"))


def test_det_som_hindrer_en_ny_versjon_staar_foer_man_proever() -> None:
    jp = ny_post()
    fil = ny_fil(jp, pdf(["Brev"]))
    with som("kari", "frogner", "journalfør") as kari:
        journalfoer(jp, av=kari)
    adresse = f"{adressen(jp)}/dokumenter/{fil.dokumentbeskrivelse_id}/ny-versjon"
    assert "Bare arkivtjenesten kan legge til en ny versjon" in tekst(klient("ola").get(adresse))
    assert klient("ola").post(adresse, {"filer": opplastet()}).status_code == 403
