"""Deposits of version 3.1 and 4.0: other names, other places, ids that are no UUIDs."""

import hashlib
import tempfile
from pathlib import Path
from random import Random

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bysak.arkivstruktur import models as arkiv
from bysak.depot.inntak_rader import Ider
from bysak.depot.tests.depoter import les, som_databaseeier
from bysak.depot.tests.eldre import Eldre
from bysak.depot.tests.sammenlikning import MODELLER, SAGT_AV_OSS, Sammenlikning
from bysak.depot.tests.tilfeldige import Tilfeldig

pytestmark = pytest.mark.usefixtures("modulens_database")
FIL = b"innholdet"
LAGET = "<opprettetDato>2011-03-01</opprettetDato><opprettetAv>Kari</opprettetAv>"
LUKKET = "<avsluttetDato>2012-01-01T10:00:00+01:00</avsluttetDato><avsluttetAv>Ola</avsluttetAv>"
OBJEKT = f"""<dokumentobjekt><versjonsnummer>1</versjonsnummer><variantformat>Arkivformat</variantformat>
<format>RA-PDF</format>{LAGET}<referanseDokumentfil>DOKUMENT\\1.pdf</referanseDokumentfil>
<sjekksum>{hashlib.md5(FIL, usedforsecurity=False).hexdigest()}</sjekksum><sjekksumAlgoritme>MD5</sjekksumAlgoritme>
<filstoerrelse>9</filstoerrelse></dokumentobjekt>"""
XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<arkiv xmlns="http://www.arkivverket.no/standarder/noark5/arkivstruktur"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><systemID>a1</systemID><tittel>Arkiv</tittel>
<arkivstatus>Avsluttet</arkivstatus>{LAGET}{LUKKET}
<arkivskaper><arkivskaperID>1</arkivskaperID><arkivskaperNavn>Kommunen</arkivskaperNavn></arkivskaper>
<arkivdel><systemID>d1</systemID><tittel>Del</tittel><arkivdelstatus>Avsluttet periode</arkivdelstatus>{LAGET}{LUKKET}
<klassifikasjonssystem><systemID>1</systemID><tittel>System</tittel>{LAGET}
<klasse><systemID>1</systemID><klasseID>0</klasseID><tittel>Klasse</tittel>{LAGET}
<mappe xsi:type="saksmappe"><systemID>7</systemID><mappeID>2011/7</mappeID><tittel>Saken</tittel>{LAGET}{LUKKET}
<registrering xsi:type="journalpost"><systemID>7</systemID>{LAGET}
<arkivertDato>2011-04-01T00:00:00</arkivertDato><arkivertAv>Ola</arkivertAv>{OBJEKT}
<registreringsID>1</registreringsID><tittel>Brevet</tittel>
<journalaar>2011</journalaar><journalsekvensnummer>1</journalsekvensnummer><journalpostnummer>1</journalpostnummer>
<journalposttype>Inngående dokument</journalposttype><journalstatus>Arkivert</journalstatus>
<journaldato>2011-03-02</journaldato><mottattDato>2011-03-01</mottattDato>
<korrespondansepart><korrespondanseparttype>Avsender</korrespondanseparttype>
<korrespondansepartNavn>Per</korrespondansepartNavn></korrespondansepart>
<avskrivning><avskrivningsdato>2011-03-05</avskrivningsdato><avskrevetAv>Ola</avskrevetAv>
<avskrivningsmaate>Besvart med brev</avskrivningsmaate>
<referanseAvskrivesAvJournalpost>8</referanseAvskrivesAvJournalpost></avskrivning></registrering>
<registrering xsi:type="basisregistrering"><systemID>8</systemID>{LAGET}
<arkivertDato>2011-04-01T00:00:00</arkivertDato><arkivertAv>Ola</arkivertAv><tittel>Notat</tittel></registrering>
<saksdato>2011-03-01</saksdato><administrativEnhet>Enheten</administrativEnhet><saksansvarlig>Kari</saksansvarlig>
<saksstatus>Avsluttet</saksstatus>
<sakspart><sakspartID>1</sakspartID><sakspartNavn>Per</sakspartNavn><sakspartRolle>Klient</sakspartRolle></sakspart>
</mappe></klasse></klassifikasjonssystem></arkivdel></arkiv>"""


def test_et_uttrekk_etter_31_leses_inn(tmp_path):
    (tmp_path / "arkivstruktur.xml").write_text(XML, encoding="utf-8")
    (tmp_path / "DOKUMENT").mkdir()
    (tmp_path / "DOKUMENT" / "1.pdf").write_bytes(FIL)
    with som_databaseeier():
        hvem, inntak = les(tmp_path)
        sak = arkiv.Mappe.objects.get(virksomhet=hvem)
        assert (sak.art, sak.saksaar, sak.sakssekvensnummer) == ("saksmappe", 2011, 7)
        assert sak.virksomhetsspesifikke_metadata["kilde_id"] == "7"
        assert sak.parter.get().navn == "Per"
        post = arkiv.Registrering.objects.get(virksomhet=hvem, art="journalpost")
        assert post.avskrivninger.get().besvart_av.tittel == "Notat"
        assert post.korrespondanseparter.get().navn == "Per"
        assert post.opprettet_dato.isoformat() == "2011-02-28T23:00:00+00:00"
        objekt = arkiv.Dokumentobjekt.objects.get(virksomhet=hvem)
        assert objekt.sjekksum == hashlib.sha256(FIL).hexdigest()
        assert objekt.dokumentbeskrivelse.tittel == "Brevet"
        listet = {post.kode for post in inntak.ikke_bevart}
        assert listet >= {"ny-id", "tid-normalisert", "sjekksum-regnet-om"}


# Before 5.0 the number of a case could stand in mappeID alone, and what has gone out since is no element here.
SAGT = SAGT_AV_OSS | {"saksaar", "sakssekvensnummer", "virksomhetsspesifikkeMetadata"}


@pytest.mark.krav("6.3.2", "6.3.5")
@pytest.mark.parametrize("versjon", ["3.1", "4.0"])
@given(froe=st.integers(0, 2**32))
@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate], report_multiple_bugs=False)
def test_alt_i_et_eldre_uttrekk_er_lest_eller_staar_paa_listen(versjon: str, froe: int):
    with tempfile.TemporaryDirectory() as mappe, som_databaseeier():
        terning = Random(froe)
        tilfeldig = Tilfeldig(terning, MODELLER)
        eldre = Eldre(tilfeldig.arkiv(), versjon, terning)
        eldre.skriv(Path(mappe), tilfeldig.filer)
        with transaction.atomic():
            hvem, inntak = les(Path(mappe))
            Sammenlikning(inntak, Ider(hvem.kode), SAGT).enhet(eldre.rot)
            listet = {post.hva: post for post in inntak.ikke_bevart}
            assert eldre.har <= listet.keys()
            assert all(
                listet[hva].bevart_i and listet[hva].sted.startswith("arkivstruktur.xml linje") for hva in eldre.har
            )
            transaction.set_rollback(True)
