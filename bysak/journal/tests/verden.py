"""Small help for the journal's tests: a case and journalposter with chosen words, made with the verbs."""

from datetime import date
from uuid import UUID

from bysak.arkivstruktur.journalfoering import journalfoer
from bysak.arkivstruktur.models import Arkivdel, Journalpost, Klasse, Saksmappe
from bysak.arkivstruktur.opprettelse import NyPart, opprett_journalpost, opprett_saksmappe
from bysak.journal.models import Journaldag, Vurdering
from bysak.journal.publisering import publiser
from bysak.journal.skjermingsord import ord_i
from bysak.journal.vurdering import vurder
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import AdministrativEnhet
from tests.verden import bruker, som

PERSONLIG = "Offl § 13 jf. fvl § 13 første ledd nr. 1"


def ny_sak(av: Aktoer, tittel: str = "Park og lekeplass", klasse: str = "200") -> Saksmappe:
    """A case in the open arkivdel."""
    return opprett_saksmappe(
        Arkivdel.objects.get(arkivdelstatus="A"),
        tittel=tittel,
        klasse=Klasse.objects.get(klasse_id=klasse),
        enhet=AdministrativEnhet.objects.order_by("navn")[0],
        saksansvarlig=bruker("ola"),
        av=av,
    )


def ny_post(
    sak: Saksmappe, av: Aktoer, tittel: str, *, fra: str = "Løkkestua velforening", person: bool = False,
    dato: date | None = None, type_: str = "I",
) -> Journalpost:  # fmt: skip
    """A journalført letter of today."""
    part = NyPart("EA" if type_ == "I" else "EM" if type_ == "U" else "IA", fra, er_person=person)
    jp = opprett_journalpost(
        sak, type=type_, tittel=tittel, parter=[part], av=av, status="F" if type_ != "I" else None,
        dokumentets_dato=dato or i_dag(),
    )  # fmt: skip
    jp = journalfoer(jp, av=av)
    jp.mappe = sak  # so that the tests can name the case outside an arbeid
    return jp


def post(tittel: str, *, kode: str = "frogner", sakstittel: str = "Park og lekeplass", **valg: object) -> Journalpost:
    """Kari registers a letter in a new case of a bydel."""
    with som("kari", kode, "registrer") as kari:
        return ny_post(ny_sak(kari, sakstittel), kari, tittel, **valg)  # type: ignore[arg-type]


def vurdert(jp: Journalpost, skjul: str = "", parter: bool = False, **valg: object) -> Vurdering:
    """Ola assesses. skjul: words to screen; parter: all names too."""
    ordene = {o.nr for o in ord_i(jp.tittel) if o.tekst in skjul.split()}
    with som("ola", "frogner", "vurder") as ola:
        navn: set[UUID] = {p.pk for p in jp.korrespondanseparter.all()} if parter else set()
        if not ordene and not navn and "resultat" not in valg:
            return vurder(jp, resultat="offentlig", av=ola)
        forvalg = {"resultat": "delvis", "hjemmel": PERSONLIG, "skjermede_ord": ordene, "skjermede_parter": navn}
        return vurder(jp, **{**forvalg, **valg}, av=ola)  # type: ignore[arg-type]


def publisert(dato: date | None = None, kode: str = "frogner") -> Journaldag:
    """Kari publishes a day, today by default."""
    with som("kari", kode, "publiser") as kari:
        return publiser(dato or i_dag(), av=kari)
