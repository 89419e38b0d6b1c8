"""What the control can find: a code, how grave it is, the requirement behind it, what it means and what to do.

An error is what makes a receiver's validator report an error or stop, or what lets out what is screened; a warning is
what a validator remarks upon, or what a person should look at.
"""

from typing import NamedTuple

FEIL, ADVARSEL = "feil", "advarsel"


class Kode(NamedTuple):
    """One kind of finding. `betyr` and `raad` are for the person who reads the report."""

    alvor: str
    krav: str
    tittel: str
    betyr: str
    raad: str


# In the order a person should take them; within one alvor the report keeps it.
# "# meaning" and "| advice" open a family; then "!" (error) or "?" (warning), code, requirement or "-", title.
_TABELL = """
# Det som er skjermet, skal være skjermet i den offentlige journalen, og ha en skjerming i arkivstruktur.xml.
| Stans utleveringen til det er rettet. Lag den offentlige journalen på nytt.
! journal-skjerming-lekker 6.4.29 Den offentlige journalen viser noe som er skjermet
? skjerming-mangler 6.4.25 Noe er skjermet uten at skjermingen er med
# Mottakerens program leter etter filer med bestemte navn.
| Legg inn filen fra arkivsystemet, eller lag uttrekket på nytt.
! fil-mangler 6.4.15 En fil som skal være med, mangler
! fil-feil-navn 6.4.19 En fil har feil store eller små bokstaver i navnet
! addml-i-veien 6.4.15 addml.xml ligger i veien for arkivuttrekk.xml
! dokumentmappe-mangler 6.4.15 Dokumentmappen mangler
! dokumentmappe-flere 6.4.15 Det er mer enn én dokumentmappe
? dokumentmappe-undermappe 6.4.15 En undermappe heter det samme som dokumentmappen
! ingen-dokumentfiler 6.4.15 Uttrekket har ingen dokumentfiler
# Det som ikke er en vanlig fil, kan ikke bevares. Lenker følges aldri.
| Legg inn selve filen, og se til at den kan leses.
! symlenke 6.4.36 En lenke står der det skal være en fil
! ikke-vanlig-fil 6.4.36 Noe i uttrekket er ikke en vanlig fil
! fil-uleselig - En fil kan ikke leses
# Dokumentene og arkivstruktur.xml skal svare til hverandre, én til én.
| Finn filen, eller rett referansen i arkivsystemet, og lag uttrekket på nytt.
! dokumentfil-mangler 6.4.40 Et dokument i arkivstruktur.xml har ingen fil
! fil-uten-referanse 6.4.40 En fil er ikke nevnt i arkivstruktur.xml
! dokumentfil-skrivemaate 6.4.40 Filnavnet er skrevet ulikt på disk og i arkivstruktur.xml
! dokumentsti-utenfor 6.4.40 En referanse peker ut av uttrekket
! dokumentsti-skilletegn 6.4.40 En referanse har omvendt skråstrek
? dokumentsti-skilletegn-eldre 6.4.40 En referanse har omvendt skråstrek (vanlig i eldre uttrekk)
! antall-dokumentfiler 6.4.22 Antallet dokumentfiler stemmer ikke
# Filen er ikke den som ble arkivert, eller opplysningene om den er gale.
| Hent filen fra arkivsystemet på nytt. Er filen riktig, er det opplysningene som må rettes.
! dokument-sjekksum 6.4.41 Sjekksummen for et dokument stemmer ikke
! dokument-sjekksum-mangler 6.4.41 Et dokument har ingen sjekksum
! dokument-stoerrelse 6.4.41 Størrelsen på et dokument stemmer ikke
! format-ikke-filendelse 6.4.41 Formatet stemmer ikke med filendelsen
? dokument-algoritme 6.4.41 Sjekksummen er ikke laget med SHA-256
? tom-fil 6.4.36 En dokumentfil er tom
? filinnhold-avviker 6.4.36 Innholdet i en fil er noe annet enn endelsen sier
? pdf-uten-pdfa 6.4.10 En PDF er ikke merket som PDF/A
? produksjonsformat 6.4.10 Et dokument er i produksjonsformat
# Filen kan ikke leses som XML, og resten av den er derfor ikke kontrollert.
| Hent filen på nytt; lag uttrekket på nytt om den er ødelagt der også.
! xml-ugyldig 6.4.3 En fil er ikke gyldig XML
! xml-doctype 6.4.3 En fil har DOCTYPE
! xml-for-dyp 6.4.3 Elementene ligger for dypt
! xml-for-stor-tekst 6.4.3 Et element har altfor mye tekst
! xml-for-stor-tagg 6.4.3 En tagg er altfor stor
! xml-for-treg 6.4.3 En fil er laget slik at den ikke lar seg lese
! xml-lesefeil - En fil kan ikke leses til ende
# Filen kan leses, men er ikke skrevet slik standarden krever.
| Rett det i programmet som laget uttrekket, og lag det på nytt.
! xml-koding 6.4.4 En fil er ikke i UTF-8
! xml-versjon 6.4.3 En fil er ikke XML 1.0
! xml-cdata 6.4.5 Tekst står i CDATA
! xml-tomt-element 6.4.5 Et element er tomt
? xml-tomt-element-eldre 6.4.5 Et element er tomt (vanlig i eldre uttrekk)
! xml-prefiks 6.4.18 Elementene har navneromsprefiks
! xml-rot 6.4.18 Rotelementet er et annet enn det skal være
! xml-navnerom 6.4.18 Navnerommet er et annet enn det skal være
! xml-loes-tekst 6.4.18 Tekst står løst mellom elementer
! xsi-type 6.4.18 xsi:type er ukjent eller skrevet feil
? tekst-dobbeltkodet 6.4.4 Teksten er kodet to ganger
! dato-ugyldig 6.4.7 En dato er ikke en dato
? dato-tidssone 6.4.8 En dato har tidssone
? dato-framtid - En dato er i framtiden
# Et skjema brukes for å prøve XML-filene. Arkivverkets egne, uendret, skal følge med.
| Rett XML-filen der den bryter skjemaet, og legg ved Arkivverkets skjemaer.
! skjema-ugyldig 6.4.16 XML-filen bryter skjemaet sitt
! skjema-uleselig 6.4.17 En skjemafil kan ikke brukes
? skjema-endret 6.4.18 En skjemafil er ikke den Arkivverket har publisert
? skjema-utgave 6.4.18 Skjemaene er fra ulike utgaver
? skjema-mangler 6.4.16 En XML-fil kunne ikke prøves mot noe skjema
! vsm-uten-skjema 6.4.32 Egne metadata er ikke beskrevet i noe skjema
# arkivuttrekk.xml beskriver uttrekket og leses av mottakerens program, noe av det etter plassen det står på.
| Rett arkivuttrekk.xml etter malen i standarden.
! addml-rekkefoelge 6.4.21 Noe i arkivuttrekk.xml står på feil plass
! addml-mangler 6.4.22 Noe mangler i arkivuttrekk.xml
! addml-boolsk 6.4.22 Et ja/nei-felt er verken true eller false
! addml-tall 6.4.22 Et antall er ikke et tall
! addml-periode 6.4.22 Arkivperioden er ikke gyldig
! addml-fil-ukjent 6.4.21 En fil som ikke hører hjemme der, er beskrevet
! addml-fil-mangler 6.4.21 En fil er beskrevet, men er ikke der
! addml-fil-dobbel 6.4.21 En fil er beskrevet to ganger
! addml-skjema-mangler 6.4.22 Et skjema er ikke oppgitt
! addml-antall-mangler 6.4.22 Et antall er ikke oppgitt
! addml-for-stor 6.4.21 arkivuttrekk.xml er altfor stor
? addml-versjon 6.4.21 Versjonen er en mottakere ikke kjenner
? addml-skille 6.4.22 Periodeskillet er verken skarpt eller mykt
? addml-type 6.4.21 Typen er ikke Noark 5
? addml-flagg-mangler 6.4.22 Et ja/nei-felt mangler
# Sjekksummen viser om filen er endret etter at uttrekket ble laget.
| Hent filen på nytt. Er den endret med vilje, må arkivuttrekk.xml lages på nytt.
! addml-sjekksum 6.4.22 Sjekksummen for en fil i uttrekket stemmer ikke
! addml-sjekksum-mangler 6.4.22 En fil er beskrevet uten sjekksum
! addml-algoritme 6.4.22 Sjekksummen er ikke laget med SHA-256
! info-sjekksum - Sjekksummen i info.xml stemmer ikke
! mets-sjekksum 6.4.2 Sjekksummen i dias-mets.xml stemmer ikke
! mets-fil-mangler 6.4.2 En fil i dias-mets.xml er ikke i pakken
! mets-ugyldig 6.4.2 dias-mets.xml kan ikke brukes
! pakke-ugyldig 6.4.2 Pakken er ikke slik en avleveringspakke skal være
! pakke-avkortet 6.4.2 Pakken er ikke hel
! pakke-navn 6.4.2 Mappen i pakken heter noe annet enn pakken
? mets-fil-ukjent 6.4.2 En fil i pakken er ikke nevnt i dias-mets.xml
# Tallene i arkivuttrekk.xml skal stemme med det som er der.
| Noe er falt ut eller kommet til. Lag uttrekket på nytt.
! antall-mapper 6.4.22 Antallet mapper stemmer ikke
! antall-registreringer 6.4.22 Antallet registreringer stemmer ikke
! antall-endringer 6.4.22 Antallet endringer stemmer ikke
? antall-journalregistreringer 6.4.22 Antallet poster i en journal stemmer ikke
! flagg-skjerming 6.4.22 Det er oppgitt feil om skjermet informasjon
! flagg-kasseres 6.4.22 Det er oppgitt feil om dokumenter som skal kasseres
! flagg-kassert 6.4.22 Det er oppgitt feil om kasserte dokumenter
? flagg-vsm 6.4.22 Det er oppgitt feil om egne metadata
# Hver enhet skal ha én identifikasjon, og det som vises til, skal være med.
| Rett referansen, eller ta med enheten den peker på.
! systemid-mangler 6.4.26 En enhet mangler systemID
! systemid-dobbel 6.4.26 En systemID er brukt flere ganger
! systemid-form 6.4.26 En systemID er ikke en UUID
? systemid-form-eldre 6.4.26 En systemID er ikke en UUID (vanlig i eldre uttrekk)
! referanse-brutt 6.4.25 En referanse peker på noe som ikke er i uttrekket
? referanse-utenfor 6.4.25 En referanse peker ut av et uttrekk med mykt skille
! referanse-arkivdel 6.4.25 referanseArkivdel peker på noe mottakeren ikke finner
! sekundaer-brutt 6.4.13 En sekundær klassifikasjon peker på noe som ikke er en klasse
? sekundaer-har-mapper 6.4.13 Et sekundært klassifikasjonssystem har mapper
! avskrivning-brutt 6.4.25 En avskrivning peker på en journalpost som ikke er i uttrekket
? avskrivning-maal 6.4.25 En avskrivning peker på seg selv eller på noe som ikke er en journalpost
# Bare det som er avsluttet, kan avleveres.
| Avslutt det i arkivsystemet, og lag uttrekket på nytt.
! saksstatus 6.4.12 En sak er ikke avsluttet
! journalstatus 6.4.12 En journalpost er ikke arkivert
! dokumentstatus 6.4.12 Et dokument er ikke ferdigstilt
! mappe-ikke-avsluttet 6.4.12 En mappe mangler avslutning
! registrering-ikke-arkivert 6.4.12 En registrering er ikke arkivert
! arkivdel-ikke-avsluttet 6.4.12 Et arkiv eller en arkivdel mangler avslutning
? arkivdelstatus 6.4.12 Arkivdelen er ikke en avsluttet periode
# Datoene skal henge sammen.
| Se etter i arkivsystemet hvilken dato som er riktig.
! avsluttet-foer-opprettet 6.4.12 Noe er avsluttet før det ble opprettet
? opprettet-foer-forelder - Noe er opprettet før det det ligger i
? arkivert-foer-opprettet - En registrering er arkivert før den ble opprettet
? dato-utenfor-periode 6.4.12 En dato er utenfor arkivperioden
? arkivperiode-baklengs - Arkivdelens periode slutter før den begynner
# Enhetene skal ha det standarden krever, og bare det den har rom for.
| Fyll ut eller rett opplysningen i arkivsystemet.
! mangler-element 6.4.25 Noe som skal være med, mangler
! barn-blandet 6.4.24 En enhet har to slags innhold
! registrering-foer-mappe 6.4.24 En registrering står før den første mappen
! korrespondansepart-mangler 6.4.25 En journalpost har ingen korrespondansepart
! ingen-journalpost 6.4.30 Uttrekket har ingen journalpost
! kassert-har-fil 6.4.27 Et kassert dokument har fortsatt en fil
? utgaar-har-fil - En registrering som utgår, har fortsatt en fil
? dokument-uten-fil 6.4.36 Et elektronisk dokument har ingen fil
? dokument-mangler 6.4.36 En registrering har ingen dokumenter
? hoveddokument-mangler 2.7.8 En registrering har intet hoveddokument
? hoveddokument-flere 2.7.8 En registrering har mer enn ett hoveddokument
? dokumentnummer-dobbelt - To dokumenter i en registrering har samme nummer
? journalnummer-dobbelt - Et journalnummer er brukt flere ganger
? inngaaende-uten-avskrivning - En inngående journalpost er ikke avskrevet
? siffer-i-navn - Et personnavn har sifre
? kode-ukjent 6.4.25 En verdi er ikke i standardens kodeliste
# De to journalene skal ha de samme postene, i rekkefølge, og stemme med arkivstruktur.xml.
| Lag begge journalene på nytt av det samme som arkivstruktur.xml.
! journalhode-mangler 6.4.29 Noe mangler i journalhodet
! journal-antall 6.4.30 Antallet poster i journalhodet stemmer ikke
! journal-antall-ulikt 6.4.30 Journalene oppgir ulikt antall poster
! journal-antall-struktur 6.4.30 Antallet poster er et annet enn i arkivstruktur.xml
! journal-periode 6.4.29 Journalperioden slutter før den begynner
! journal-periode-ulik 6.4.29 Journalene har ulik periode
! journal-periode-struktur 6.4.29 Journalperioden er en annen enn i arkivstruktur.xml
! journalpost-ukjent 6.4.30 En post i journalen er ikke i arkivstruktur.xml
? journalpost-ukjent-mykt 6.4.30 En post i journalen er ikke i arkivstruktur.xml (mykt skille)
! journalpost-mangler-i-journal 6.4.30 En journalpost mangler i journalen
! journalpost-dobbel 6.4.30 En post står flere ganger i journalen
! journal-ulike-poster 6.4.30 En post står i bare én av journalene
! journalpost-avvik 6.4.30 En post er ikke den samme som i arkivstruktur.xml
? journalpost-tekst-avvik 6.4.30 En tittel eller en part er en annen enn i arkivstruktur.xml
! journal-avskrivning-brutt 6.4.30 En post er avskrevet av noe som ikke er i arkivstruktur.xml
! journal-part-mangler 6.4.30 En post i journalen har ingen korrespondansepart
? journaldato-utenfor-periode 6.4.29 En journaldato er utenfor perioden
? journal-sortering 6.4.30 Postene står ikke i rekkefølge
? journal-offentlig-tittel 6.4.29 En post mangler offentlig tittel
# Endringsloggen skal gjelde enheter som er i arkivstruktur.xml.
| Lag endringsloggen på nytt av det samme som arkivstruktur.xml.
! endringslogg-tom 6.4.28 Endringsloggen er tom
! endring-ukjent-enhet 6.4.28 En endring gjelder en enhet som ikke er i uttrekket
! endring-mangler-felt 6.4.28 En endring er ikke fullstendig
? endring-ukjent-felt 6.4.28 En endring gjelder et felt standarden ikke har
"""


def _tabell() -> dict[str, Kode]:
    koder: dict[str, Kode] = {}
    betyr = raad = ""
    for linje in _TABELL.strip().splitlines():
        if linje.startswith("# "):
            betyr = linje[2:]
            continue
        if linje.startswith("| "):
            raad = linje[2:]
            continue
        tegn, kode, krav, tittel = linje.split(" ", 3)
        koder[kode] = Kode(FEIL if tegn == "!" else ADVARSEL, krav.strip("-"), tittel, betyr, raad)
    return koder


KODER = _tabell()
UKJENT = Kode(FEIL, "", "Et annet funn", "", "")
