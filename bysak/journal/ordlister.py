"""Word lists behind the suggestions of `skjermingsord`: small on purpose, for they only help the eye."""


def _liste(tekst: str) -> tuple[str, ...]:
    return tuple(tekst.split())


# Words too common to identify anyone, even when they were screened together with a name.
FYLLORD = _liste("""
    ad af al angående av da de dei den der det die du ei eit el en er et etter for fra frå gjelder han hun i ikke
    med mot no nr og ok om opp over på saken sitt skal som til ut van ved vedrørende vi von å
""")
# Words after which a capitalised word often is a person.
STIKKORD = _liste("""
    ang angående av for fra frå gjelder med mot og om til ved vedr vedrørende
""")
# First names common in Norway; what follows one is taken for a surname.
FORNAVN = _liste("""
    abdi ahmed aisha ali amina anders andreas ane anita anna anne arne asbjørn astrid bente berit bjørg bjørn
    camilla cecilie christian dag daniel ebba einar elin elisabeth else emil emilie emma erik espen eva fatima
    fredrik geir gerd grete gro gunnar guro halvor hanna hanne hans hassan heidi helene henrik hilde hodan håkon
    håvard ibrahim ida inga inger ingrid jakob jan janne jens johan johannes john jon jonas jorunn julie kai kamila
    kari karin katrine khadija kirsten kjell kjetil knut kristian kristin lars leif lena linda line lise liv magnus
    maria marianne marit markus martin maryam mette mohamed mohammad mona monica morten nadia nils nina nora odd ola
    olav ole omar oskar per petter ragnhild randi roar rolf rune sara selma sigrid silje siri sissel sofie solveig
    stein stian stine svein sverre tarjei thea thomas tone tor tore torunn trine trond turid unni vegard wenche
    yusuf zahra åse øystein øyvind
""")
# Capitalised words of a district's titles that are places, bodies or how titles begin, not people.
IKKE_NAVN = _liste("""
    aker akershus alna anmodning april august barnevernet begjæring bekreftelse bekymringsmelding bjerke brev
    buskerud byarkivet bydel bydelen byråden bystyret desember epost etterlysning faktura februar foreløpig
    forespørsel frogner gamle grorud grünerløkka hanshaugen henvendelse husbanken innkalling innsigelse innspill
    innstilling januar juli juni klage kontrakt mai mars melding merknad møte nav nordre nordstrand norge notat
    november offl oktober oppsigelse orientering oslo oversendelse politiet protokoll purring rapport referat retur
    sagene saksframlegg samtykke september skolen sokn spørsmål st statsforvalteren stortinget stovner svar søknad
    søndre tilbud tilsagn tilskudd tilsyn ullern uttalelse varsel vedrørende vedtak vestre årsmelding årsrapport
    østensjø østfold
""")
# Endings of the names of streets, bodies and institutions.
LEDD = _liste("""
    banken barnehage barnehagen direktoratet etaten forbundet foreningen gata gate gaten hjemmet huset kirke kommune
    kontoret laget nemnda ombudet parken plass retten rådet senter senteret skole skolen sykehjem sykehus tilsynet
    tjenesten tunet utvalget vei veien verket
""")
# What follows the name of an enterprise.
SELSKAPSFORM = _liste("""
    as asa ba da hf iks sa stiftelse
""")
