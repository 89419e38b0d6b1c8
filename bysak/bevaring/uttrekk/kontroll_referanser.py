"""What needs the whole of arkivstruktur.xml: unique ids, references that meet something, figures that agree."""

from bysak.bevaring.uttrekk.kontroll_addml import Arkivuttrekk
from bysak.bevaring.uttrekk.kontroll_register import Register
from bysak.bevaring.uttrekk.kontroll_regler import FIL
from bysak.bevaring.uttrekk.rapport import Rapport

# Field: the kind of unit it points to, and the finding when it points to nothing.
REFERANSER = {
    "referanseTilKlasse": ("klasse", "referanse-brutt"),
    "referanseTilMappe": ("mappe", "referanse-brutt"),
    "referanseTilRegistrering": ("registrering", "referanse-brutt"),
    "referanseForrigeMoete": ("mappe", "referanse-brutt"),
    "referanseNesteMoete": ("mappe", "referanse-brutt"),
    "referanseTilMoeteregistrering": ("registrering", "referanse-brutt"),
    "referanseFraMoeteregistrering": ("registrering", "referanse-brutt"),
    "referanseSekundaerKlassifikasjon": ("klasse", "sekundaer-brutt"),
    "referanseAvskrivesAvJournalpost": ("registrering", "avskrivning-brutt"),
}
KAN_VAERE_UTENFOR = ("referanse-brutt", "avskrivning-brutt")
FINNES = "select 1 from enhet where id = ?"
_FLAGG = (
    ("inneholderSkjermetInformasjon", "skjerming", "flagg-skjerming"),
    ("inneholderDokumenterSomSkalKasseres", "kassasjon", "flagg-kasseres"),
    ("omfatterDokumenterSomErKassert", "utfoertKassasjon", "flagg-kassert"),
    ("inneholderVirksomhetsspesifikkeMetadata", "virksomhetsspesifikkeMetadata", "flagg-vsm"),
)


def kontroller_referanser(rapport: Rapport, reg: Register, uttrekk: Arkivuttrekk) -> None:
    """Report ids used twice and references that meet nothing, or something of another kind.

    With a soft border a case may refer to one that is in another deposit; that is a warning only.
    """
    for id_, antall, linje, slag in reg.spoer(
        "select id, count(*), max(linje), type from enhet group by id having count(*) > 1 order by max(linje)"
    ):
        tekst = f"systemID {id_} er brukt {antall} ganger."
        rapport.meld("systemid-dobbel", tekst, FIL, linje, id_, f"//{slag}[systemID='{id_}']")
    for felt, (type_, kode) in REFERANSER.items():
        for maal, fra, slag, linje in reg.spoer(
            "select maal, fra, slag, linje from referanse r where felt = ?"
            " and not exists (select 1 from enhet e where e.id = r.maal and e.type = ?) order by linje",
            felt,
            type_,
        ):
            utenfor = not uttrekk.skarpt and kode in KAN_VAERE_UTENFOR and not reg.en(FINNES, maal)
            tekst = f"{felt} peker på {maal}, som ikke er en {type_} i uttrekket."
            sti = f"//{slag}[systemID='{fra}']//{felt}"
            rapport.meld("referanse-utenfor" if utenfor else kode, tekst, FIL, linje, fra, sti)
    _avskrivninger(rapport, reg)
    _arkivdeler(rapport, reg)
    _sekundaere(rapport, reg)
    _journalnumre(rapport, reg)


def _avskrivninger(rapport: Rapport, reg: Register) -> None:
    for maal, fra, linje in reg.spoer(
        "select maal, fra, linje from referanse r where felt = 'referanseAvskrivesAvJournalpost' and (maal = fra"
        " or (not exists (select 1 from post p where p.id = r.maal)"
        " and exists (select 1 from enhet e where e.id = r.maal and e.type = 'registrering'))) order by linje"
    ):
        tekst = "Journalposten er avskrevet av seg selv."
        if maal != fra:
            tekst = f"Journalposten er avskrevet av {maal}, som ikke er en journalpost."
        sti = f"//registrering[systemID='{fra}']//referanseAvskrivesAvJournalpost"
        rapport.meld("avskrivning-maal", tekst, FIL, linje, fra, sti)


def _arkivdeler(rapport: Rapport, reg: Register) -> None:
    for maal, fra, slag, linje in reg.spoer(
        "select maal, fra, slag, linje from referanse r where felt = 'referanseArkivdel' and not exists"
        " (select 1 from enhet e join referanse h on h.felt = 'har-referanseArkivdel' and h.maal = e.id"
        "  where e.id = r.maal and e.type = 'arkivdel') order by linje"
    ):
        tekst = f"referanseArkivdel peker på {maal}, en arkivdel mottakerens program ikke kan knytte den til."
        rapport.meld("referanse-arkivdel", tekst, FIL, linje, fra, f"//{slag}[systemID='{fra}']/referanseArkivdel")


def _sekundaere(rapport: Rapport, reg: Register) -> None:
    if (reg.en("select count(*) from system where mapper = 1") or 0) < 2:
        return
    for id_, linje in reg.spoer(
        "select distinct s.id, s.linje from system s join klasse k on k.system = s.id"
        " join referanse r on r.maal = k.id and r.felt = 'referanseSekundaerKlassifikasjon' where s.mapper = 1"
    ):
        tekst = "Klassifikasjonssystemet brukes som sekundært, men har mapper."
        rapport.meld("sekundaer-har-mapper", tekst, FIL, linje, id_, f"//klassifikasjonssystem[systemID='{id_}']")


def _journalnumre(rapport: Rapport, reg: Register) -> None:
    for aar, sekvens, antall, linje, id_ in reg.spoer(
        "select aar, sekvens, count(*), max(linje), id from post where sekvens <> ''"
        " group by aar, sekvens having count(*) > 1 order by max(linje)"
    ):
        tekst = f"Journalnummer {sekvens}/{aar} er brukt {antall} ganger."
        sti = f"//registrering[systemID='{id_}']/journalsekvensnummer"
        rapport.meld("journalnummer-dobbelt", tekst, FIL, linje, id_, sti)


def kontroller_tall(rapport: Rapport, uttrekk: Arkivuttrekk, tall: dict[str, int]) -> None:
    """Compare the figures and flags of arkivuttrekk.xml with what was counted."""
    for element, kode, hva in (
        ("mappe", "antall-mapper", "mapper"),
        ("registrering", "antall-registreringer", "registreringer"),
    ):
        oppgitt, funnet = uttrekk.antall.get(("arkivstruktur", element)), tall.get(element, 0)
        if oppgitt is not None and oppgitt != funnet:
            tekst = f"arkivuttrekk.xml oppgir {oppgitt} {hva}; arkivstruktur.xml har {funnet}."
            uttrekk.meld(rapport, kode, tekst, f"arkivstruktur/{element}")
    for flagg, element, kode in _FLAGG:
        if flagg in uttrekk.flagg and uttrekk.flagg[flagg] != bool(tall.get(element)):
            finnes = "finnes" if tall.get(element) else "finnes ikke"
            sier = "true" if uttrekk.flagg[flagg] else "false"
            tekst = f"{flagg} er {sier}, men {element} {finnes} i arkivstruktur.xml."
            uttrekk.meld(rapport, kode, tekst, flagg)
    if not tall.get("journalposter"):
        rapport.meld("ingen-journalpost", "arkivstruktur.xml har ingen journalpost med journaldato.", FIL)
