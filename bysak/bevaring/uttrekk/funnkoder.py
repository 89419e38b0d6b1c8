"""What the control can find: a code, how grave it is, the requirement behind it.

An error is what makes a receiver's validator report an error or stop; a warning is what it remarks upon, or what a
person should look at.
"""

FEIL, ADVARSEL = "feil", "advarsel"

_FEIL = """
fil-mangler 6.4.15|fil-feil-navn 6.4.19|addml-i-veien 6.4.15|symlenke 6.4.36|ikke-vanlig-fil 6.4.36|fil-uleselig
dokumentmappe-mangler 6.4.15|dokumentmappe-flere 6.4.15
fil-uten-referanse 6.4.40|dokumentfil-mangler 6.4.40|dokumentfil-skrivemaate 6.4.40
dokumentsti-utenfor 6.4.40|dokumentsti-skilletegn 6.4.40
dokument-sjekksum 6.4.41|dokument-sjekksum-mangler 6.4.41|dokument-stoerrelse 6.4.41|format-ikke-filendelse 6.4.41
ingen-dokumentfiler 6.4.15|antall-dokumentfiler 6.4.22
xml-ugyldig 6.4.3|xml-doctype 6.4.3|xml-for-dyp 6.4.3|xml-for-stor-tekst 6.4.3|xml-koding 6.4.4|xml-versjon 6.4.3
xml-cdata 6.4.5|xml-tomt-element 6.4.5|xml-prefiks 6.4.18|xml-rot 6.4.18|xml-navnerom 6.4.18
skjema-ugyldig 6.4.16|skjema-uleselig 6.4.17
addml-rekkefoelge 6.4.21|addml-mangler 6.4.22|addml-boolsk 6.4.22|addml-tall 6.4.22|addml-periode 6.4.22
addml-fil-ukjent 6.4.21|addml-fil-mangler 6.4.21|addml-fil-dobbel 6.4.21
addml-skjema-mangler 6.4.22|addml-antall-mangler 6.4.22
addml-algoritme 6.4.22|addml-sjekksum-mangler 6.4.22|addml-sjekksum 6.4.22
addml-for-stor 6.4.21
antall-mapper 6.4.22|antall-registreringer 6.4.22|antall-endringer 6.4.22
systemid-mangler 6.4.26|systemid-dobbel 6.4.26|systemid-form 6.4.26
referanse-brutt 6.4.25|referanse-arkivdel 6.4.25|sekundaer-brutt 6.4.13|avskrivning-brutt 6.4.25
mangler-element 6.4.25|xsi-type 6.4.18|barn-blandet 6.4.24|registrering-foer-mappe 6.4.24
saksstatus 6.4.12|journalstatus 6.4.12|dokumentstatus 6.4.12|mappe-ikke-avsluttet 6.4.12
registrering-ikke-arkivert 6.4.12|arkivdel-ikke-avsluttet 6.4.12|avsluttet-foer-opprettet 6.4.12
korrespondansepart-mangler 6.4.25|ingen-journalpost 6.4.30
kassert-har-fil 6.4.27|flagg-skjerming 6.4.22|flagg-kasseres 6.4.22|flagg-kassert 6.4.22|vsm-uten-skjema 6.4.32
journalhode-mangler 6.4.29|journal-antall 6.4.30|journal-antall-ulikt 6.4.30|journal-antall-struktur 6.4.30
journal-periode 6.4.29|journal-periode-ulik 6.4.29|journal-periode-struktur 6.4.29
journalpost-ukjent 6.4.30|journalpost-mangler-i-journal 6.4.30|journalpost-dobbel 6.4.30|journal-ulike-poster 6.4.30
journalpost-avvik 6.4.30|journal-avskrivning-brutt 6.4.30|journal-part-mangler 6.4.30
endringslogg-tom 6.4.28|endring-ukjent-enhet 6.4.28|endring-mangler-felt 6.4.28
xml-for-stor-tagg 6.4.3|xml-for-treg 6.4.3|xml-lesefeil|xml-loes-tekst 6.4.18
"""

_ADVARSEL = """
dokumentmappe-undermappe 6.4.15|tom-fil 6.4.36|filinnhold-avviker 6.4.36|pdf-uten-pdfa 6.4.10|produksjonsformat 6.4.10
dokument-algoritme 6.4.41|skjema-endret 6.4.18|skjema-utgave 6.4.18|skjema-mangler 6.4.16
addml-versjon 6.4.21|addml-skille 6.4.22|antall-journalregistreringer 6.4.22|flagg-vsm 6.4.22
systemid-form-eldre 6.4.26|arkivdelstatus 6.4.12|dato-utenfor-periode 6.4.12|opprettet-foer-forelder
arkivert-foer-opprettet|journalnummer-dobbelt|dokument-uten-fil 6.4.36|utgaar-har-fil|hoveddokument-mangler 2.7.8
siffer-i-navn|sekundaer-har-mapper 6.4.13|inngaaende-uten-avskrivning|journaldato-utenfor-periode 6.4.29
journal-sortering 6.4.30|journal-offentlig-tittel 6.4.29|endring-ukjent-felt 6.4.28|xml-tomt-element-eldre 6.4.5
dokumentsti-skilletegn-eldre 6.4.40|dato-tidssone 6.4.8|journal-skjerming-lekker 6.4.29
referanse-utenfor 6.4.25|journalpost-ukjent-mykt 6.4.30
"""


def _tabell() -> dict[str, tuple[str, str]]:
    koder: dict[str, tuple[str, str]] = {}
    for alvor, liste in ((FEIL, _FEIL), (ADVARSEL, _ADVARSEL)):
        for ledd in liste.replace("\n", "|").split("|"):
            navn, _, krav = ledd.strip().partition(" ")
            if navn:
                koder[navn] = (alvor, krav)
    return koder


KODER = _tabell()
