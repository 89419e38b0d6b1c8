"""No file tells more than its page: what one may not see, by title, party or document, is in no export."""

import io
import zipfile

import pypdfium2
import pytest

from bysak.arkivstruktur.flytting import flytt
from bysak.arkivstruktur.models import Journalpost, Saksmappe
from bysak.journal.tests.verden import ny_sak, post, publisert, vurdert
from bysak.kjerne.kalender import i_dag
from tests.klient import klient
from tests.saker import en_fil
from tests.verden import som

pytestmark = pytest.mark.django_db
HEMMELIG, SAK, PART, FIL = "Hemmeligord", "Sakshemmelig", "Parthemmelig", "Filhemmelig"


def fil(hvem: str, adresse: str, som_: str) -> str:
    """What a file says, whichever kind it is."""
    svar = klient(hvem).get(f"{adresse}{'&' if '?' in adresse else '?'}som={som_}")
    assert svar.status_code == 200
    assert svar.headers["Content-Disposition"].endswith(f'.{som_}"')
    if som_ == "csv":
        return svar.content.decode("utf-8-sig")
    if som_ == "xlsx":
        ark = zipfile.ZipFile(io.BytesIO(svar.content))
        return " ".join(ark.read(n).decode() for n in ark.namelist() if n.endswith(".xml"))
    sider = pypdfium2.PdfDocument(svar.content)
    return " ".join(" ".join(s.get_textpage().get_text_range().split()) for s in sider)


def et_lukket_brev() -> Journalpost:
    """In a class that is closed for all but those who have the code; Nora has it, Ola has not."""
    with som("kari", "frogner") as kari:
        sak = ny_sak(kari, SAK, klasse="400")
    brevet = post(HEMMELIG, fra=PART)
    with som("kari", "frogner", "flytt") as kari:
        flytt([Journalpost.objects.get(pk=brevet.pk)], til=Saksmappe.objects.get(pk=sak.pk), grunn="Rett sak", av=kari)
        en_fil(Journalpost.objects.get(pk=brevet.pk), kari, tittel=FIL)
    return brevet


ALT = "kolonner=alle"
LISTER = (f"/saker?{ALT}", f"/restanser?{ALT}", f"/forfall?{ALT}", f"/sok?{ALT}&q={HEMMELIG}")


@pytest.mark.parametrize("som_", ["csv", "xlsx", "pdf"])
def test_det_som_er_lukket_staar_ikke_i_noen_fil_for_den_som_ikke_har_tilgang(som_: str) -> None:
    et_lukket_brev()
    for adresse in LISTER:
        svaret = fil("ola", adresse, som_)
        assert not [o for o in (HEMMELIG, SAK, PART, FIL) if o in svaret], adresse
    restanser = fil("kari", f"/restanser?{ALT}", som_)
    assert HEMMELIG in restanser
    assert PART in restanser
    assert SAK in fil("kari", f"/saker?{ALT}", som_)


@pytest.mark.parametrize("som_", ["csv", "xlsx", "pdf"])
def test_journalfilen_har_den_offentlige_formen_og_ingen_tekst_i_det_som_holdes(som_: str) -> None:
    delvis = post(f"Klage fra {HEMMELIG} om gjerde", fra=PART, person=True)
    vurdert(delvis, skjul=HEMMELIG, parter=True)
    holdt = post(f"Brev som {FIL} ikke er vurdert", sakstittel=SAK)
    adresse = f"/journal/frogner/{i_dag().isoformat()}"
    svaret = fil("kari", adresse, som_)
    assert "om gjerde" in svaret
    assert "Klar" in svaret
    assert holdt.registrerings_id in svaret
    assert not [o for o in (HEMMELIG, PART, FIL, SAK) if o in svaret]
    publisert()
    svaret = fil("kari", adresse, som_)
    assert "Publisert" in svaret
    assert "om gjerde" in svaret
    assert not [o for o in (HEMMELIG, PART, FIL, SAK) if o in svaret]


def test_journalfilen_lastes_ned_fra_siden_av_den_som_arbeider_med_journalen() -> None:
    post("Brev om gjerde")
    adresse = f"/journal/frogner/{i_dag().isoformat()}"
    assert f"{adresse}?som=csv" in klient("kari").get(adresse).content.decode()
    assert klient("ola").get(f"{adresse}?som=csv").status_code == 403
    assert klient("lise").get(f"{adresse}?som=csv").status_code == 404
