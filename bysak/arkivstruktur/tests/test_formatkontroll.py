import pytest

from bysak.arkivstruktur.avslutning import avslutt_saksmappe, hindre_for_avslutning
from bysak.arkivstruktur.dokument import legg_ved_uten_fil
from bysak.arkivstruktur.formatkontroll import formatrapport, hindre_for_dokumentene_i
from bysak.arkivstruktur.journalfoering import journalfoer, sett_utgaar
from bysak.arkivstruktur.konvertering import noter_konverteringsfeil
from bysak.arkivstruktur.models import UtfoertKassasjon
from bysak.arkivstruktur.tests.test_versjoner import DOCX, PDFA, ny
from bysak.arkivstruktur.versjoner import arkiver_filer
from tests.saker import en_fil, en_sak, et_brev, koder, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


@pytest.mark.krav("2.7.13")
def test_rapporten_nevner_hver_sak_journalpost_og_hvert_dokument_uten_arkivformat(kari):
    foer = formatrapport(kari)
    sak = en_sak(kari)
    en, to = et_brev(sak, kari), et_brev(sak, kari)
    word = en_fil(en, kari, tittel="Word", format=DOCX)
    ukjent = en_fil(en, kari, tittel="Ukjent", format="av/0")
    uten_fil = legg_ved_uten_fil(to, tittel="Uten fil", av=kari)
    feilet = en_fil(to, kari, tittel="Feilet", format=DOCX)
    noter_konverteringsfeil(feilet, melding="Filen er for krevende.", forbigaaende=False, av=kari)
    for ferdig in (en_fil(en, kari), legg_ved_uten_fil(en, tittel="P", medium="F", oppbevaringssted=["H"], av=kari)):
        assert ferdig is not None
    rapport = formatrapport(kari)
    assert (rapport.mapper, rapport.registreringer, rapport.dokumenter) == (
        foer.mapper + 1, foer.registreringer + 2, foer.dokumenter + 4,
    )  # fmt: skip
    mine = formatrapport(kari, mappe=sak)
    assert [(linje.registrering.pk, linje.dokument.tittel, linje.objekt, linje.grunn) for linje in mine.linjer] == [
        (en.pk, "Word", word, "Siste versjon finnes ikke i et godkjent arkivformat."),
        (en.pk, "Ukjent", ukjent, "Filens format er ukjent."),
        (to.pk, "Uten fil", None, "Dokumentet har ingen fil."),
        (to.pk, "Feilet", feilet, "Filen er for krevende."),
    ]
    assert uten_fil.tittel == "Uten fil"
    assert {linje.registrering.mappe_id for linje in mine.linjer} == {sak.pk}
    assert len(formatrapport(kari, mappe=sak, grense=2, hopp=1).linjer) == 2


@pytest.mark.krav("3.2.8")
def test_en_sak_avsluttes_ikke_foer_hvert_dokument_er_i_godkjent_arkivformat(kari):
    sak = en_sak(kari)
    jp = et_brev(sak, kari, type="X")
    fil = en_fil(jp, kari, format=DOCX, hoveddokument=True)
    journalfoer(jp, av=kari)
    assert koder(hindre_for_dokumentene_i(sak)) == {"avslutt.arkivformat"}
    assert koder(hindre_for_avslutning(sak)) == stoppes(avslutt_saksmappe, sak, av=kari) == {"avslutt.arkivformat"}
    arkiver_filer(fil.dokumentbeskrivelse, filer=[ny("a", format=PDFA, versjon=1)], av=kari)
    assert not koder(hindre_for_avslutning(sak))
    arkiver_filer(fil.dokumentbeskrivelse, filer=[ny("b")], av=kari)  # a later version that is not
    assert stoppes(avslutt_saksmappe, sak, av=kari) == {"avslutt.arkivformat"}
    arkiver_filer(fil.dokumentbeskrivelse, filer=[ny("c", format=PDFA, versjon=2, sladdet=True)], av=kari)
    assert stoppes(avslutt_saksmappe, sak, av=kari) == {"avslutt.arkivformat"}
    arkiver_filer(fil.dokumentbeskrivelse, filer=[ny("d", format=PDFA, versjon=2)], av=kari)
    assert avslutt_saksmappe(sak, av=kari).er_avsluttet


def test_papir_det_kasserte_og_det_som_utgaar_trenger_ikke_arkivformat(kari):
    sak = en_sak(kari)
    jp, feil = et_brev(sak, kari, type="X"), et_brev(sak, kari, type="X")
    legg_ved_uten_fil(jp, tittel="Papir", medium="F", oppbevaringssted=["Hylle 1"], av=kari)
    kassert = legg_ved_uten_fil(jp, tittel="Kassert", av=kari)
    type(kassert).objects.filter(pk=kassert.pk).update(dokumentstatus="F")
    UtfoertKassasjon.objects.create(dokumentbeskrivelse=kassert)
    en_fil(feil, kari, format=DOCX)
    assert koder(hindre_for_dokumentene_i(sak)) == {"avslutt.arkivformat"}
    sett_utgaar(feil, grunn="Feil sak", av=kari)
    assert not koder(hindre_for_dokumentene_i(sak))
    assert not formatrapport(kari, mappe=sak).linjer


def test_rapporten_nevner_bare_det_en_ser():
    with som("nora", "frogner") as nora:
        sak = en_sak(nora, klasse="400")
        en_fil(et_brev(sak, nora), nora, format=DOCX)
        assert formatrapport(nora, mappe=sak).dokumenter == 1
    with som("ola", "frogner") as ola:
        assert formatrapport(ola, mappe=sak).dokumenter == 0
