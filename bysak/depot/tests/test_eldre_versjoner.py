"""Deposits of version 3.1 and 4.0: other names, other places, ids that are no UUIDs."""

import hashlib

import pytest

from bysak.arkivstruktur import models as arkiv
from bysak.depot.tests.depoter import les, som_databaseeier

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
