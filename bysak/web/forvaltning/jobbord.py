"""What background jobs do, and what made them give up, in the words of those who look after Bysak."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bysak.kjerne.models import Jobbfeil

# Every task has its words here: a test holds the list against the queue's own.
OPPGAVER: dict[str, str] = {
    "api.send_hendelser": gettext_noop("Sende beskjed til fagsystemer"),
    "arkivstruktur.gjoer_opp_redigeringer": gettext_noop("Ta inn det som er lagret fra Word og LibreOffice"),
    "arkivstruktur.laer_ord": gettext_noop("Lære søket nye ord"),
    "arkivstruktur.rydd_mellomversjoner": gettext_noop("Rydde bort gamle mellomversjoner"),
    "arkivstruktur.stell_filene": gettext_noop("Lage kopier i arkivformat"),
    "arkivstruktur.stell_filene_naa": gettext_noop("Lage kopi i arkivformat av et ferdig dokument"),
    "arkivstruktur.trekk_ut_tekst": gettext_noop("Lese teksten i et dokument, så søket finner det"),
    "bevaring.fjern_filene": gettext_noop("Fjerne filene til et slettet uttrekk"),
    "bevaring.lag_uttrekk": gettext_noop("Lage og kontrollere et arkivuttrekk"),
    "bevaring.rydd_halvferdige": gettext_noop("Rydde bort halvferdige filer"),
    "mottak.gjenoppta": gettext_noop("Ta opp jobber som ble avbrutt"),
    "mottak.hent_alle_postkasser": gettext_noop("Se etter post i alle postkasser"),
    "mottak.hent_alle_svarinn": gettext_noop("Se etter forsendelser i SvarInn"),
    "mottak.hent_postkasse": gettext_noop("Hente post fra en postkasse"),
    "mottak.hent_svarinn": gettext_noop("Hente forsendelser fra SvarInn"),
    "mottak.laer": gettext_noop("Lære forslagene av det som er registrert"),
    "mottak.les_bunke": gettext_noop("Lese en bunke skannet post"),
    "mottak.les_innkomst": gettext_noop("Lese en innkommet sending"),
    "mottak.les_tekst": gettext_noop("Lese teksten i et skannet brev"),
    "mottak.les_tunge": gettext_noop("Lese store sendinger som er blitt liggende"),
    "mottak.les_uleste": gettext_noop("Lese sendinger som er blitt liggende"),
    "mottak.rydd_sider": gettext_noop("Rydde bort gamle sidebilder"),
    "mottak.se_etter_kanalene": gettext_noop("Se etter kanaler som er stille"),
    "mottak.send_svar": gettext_noop("Sende svar til avsendere"),
    "mottak.sveip_skann": gettext_noop("Se etter skannede bunker"),
    "mottak.undersoek": gettext_noop("Undersøke en innkommet sending"),
    "mottak.undersoek_tunge": gettext_noop("Undersøke store sendinger"),
    "mottak.undersoek_uferdige": gettext_noop("Undersøke sendinger som venter"),
    "mottak.varsle_om_frister": gettext_noop("Varsle om frister i mottaket"),
    "organisasjon.rydd_sesjoner": gettext_noop("Rydde bort gamle innlogginger"),
    "saksbehandling.samle_varsler": gettext_noop("Samle dagens varsler"),
    "saksbehandling.send_samlet": gettext_noop("Sende dagens varsler i én e-post"),
    "saksbehandling.send_varsel": gettext_noop("Sende et varsel på e-post"),
    "web.fjern_gamle_filer": gettext_noop("Fjerne gamle filer som noen har bestilt"),
    "web.lag_fil": gettext_noop("Lage en liste som noen har bestilt"),
}
SLAG: dict[str, str] = {
    Jobbfeil.Slag.REGEL: gettext_noop("En regel i arkivet stanset den. Rett det den gjaldt, og prøv igjen."),
    Jobbfeil.Slag.BORTE: gettext_noop("Det den gjaldt, finnes ikke lenger eller er flyttet. Den kan legges bort."),
    Jobbfeil.Slag.DATABASE: gettext_noop("Databasen svarte ikke eller sa nei. Prøv igjen når den er i orden."),
    Jobbfeil.Slag.NETT: gettext_noop("Den fikk ikke forbindelse. Prøv igjen når den andre siden svarer."),
    Jobbfeil.Slag.FIL: gettext_noop("En fil kunne ikke leses eller skrives. Se om disken er full."),
    Jobbfeil.Slag.MINNE: gettext_noop("Maskinen gikk tom for minne. Filen kan være for stor."),
    Jobbfeil.Slag.UVENTET: gettext_noop("Noe uventet skjedde i programmet. Gi tekniske detaljer til dem som drifter."),
}


def oppgaven(navn: str) -> str:
    """What a kind of job does."""
    return _(OPPGAVER[navn]) if navn in OPPGAVER else navn


def setningen(feil: Jobbfeil | None) -> str:
    """What went wrong, in a sentence."""
    if feil is None:
        return _("Den ble avbrutt før den var ferdig. Årsaken er ikke skrevet ned.")
    return feil.melding if feil.slag == Jobbfeil.Slag.SAGT else _(SLAG[feil.slag])
