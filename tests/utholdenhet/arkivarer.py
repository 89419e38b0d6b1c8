"""Two archivists who register from the queue, at the pages, all the while; and what came of it."""

import threading
from dataclasses import dataclass, field

import httpx

from bysak.arkivstruktur.models import Journalpost, Klasse
from bysak.kjerne.arbeid import arbeid
from bysak.mottak.models import Innkomst, Innkomstregistrering, Utfall
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Virksomhet
from bysak.organisasjon.tilgang import prosessaktoer
from tests.utholdenhet.systemet import System

PASSORD = "bare-til-denne-testen"
# They think between the letters, so that there is something left of the machine.
_TENKER = 0.5


@dataclass
class Arkivar:
    """One person with a browser. felter: what they fill in, by bydel. journalfoert: what the page said was."""

    navn: str
    adresse: str
    felter: dict[str, dict[str, str]]
    slutt: threading.Event = field(default_factory=threading.Event)
    journalfoert: list[str] = field(default_factory=list)
    uten_svar: set[str] = field(default_factory=set)
    _nettleser: httpx.Client | None = None

    def __post_init__(self) -> None:
        self._traad = threading.Thread(target=self._arbeid, daemon=True)
        self._traad.start()

    def gaa_hjem(self) -> None:
        """No more today."""
        self.slutt.set()
        self._traad.join(90)

    def _arbeid(self) -> None:
        while not self.slutt.wait(_TENKER):
            try:
                nettleser = self._nettleser or self._logg_inn()
                if nettleser is not None:
                    self._ta_en(nettleser)
            except httpx.HTTPError:
                pass

    def _logg_inn(self) -> httpx.Client | None:
        nettleser = httpx.Client(base_url=self.adresse, timeout=60)
        nettleser.get("/logg-inn")
        if self._post(nettleser, "/logg-inn", brukernavn=self.navn, passord=PASSORD).status_code != 302:
            return None
        self._nettleser = nettleser
        return nettleser

    def _post(self, nettleser: httpx.Client, sti: str, **felter: str) -> httpx.Response:
        return nettleser.post(sti, data=felter | {"csrfmiddlewaretoken": nettleser.cookies.get("csrftoken", "")})

    def _ta_en(self, nettleser: httpx.Client) -> None:
        svar = self._post(nettleser, "/mottak/ta-neste")
        sted = svar.headers.get("Location", "")
        if not sted.endswith("/registrer"):
            if svar.status_code == 403 or "logg-inn" in sted:
                self._nettleser = None
            return
        _tom, _mottak, kode, navn, _registrer = sted.split("/")
        self.uten_svar.add(navn)
        svar = self._post(nettleser, sted, handling="journalfoer", tittel=f"Brev {navn}", **self.felter[kode])
        if svar.status_code == 302 and svar.headers["Location"].startswith("/mottak"):
            self.journalfoert.append(navn)
        else:
            self._post(nettleser, sted, handling="slipp")
        if svar.status_code < 500:
            self.uten_svar.discard(navn)


def felter_for(bydel: Virksomhet, saksbehandler: Bruker) -> dict[str, str]:
    """What is filled in for every letter: a case of its own."""
    with arbeid(som=prosessaktoer("kommando"), leser=[bydel.pk]):
        klasse = Klasse.objects.get(klasse_id="300")
        enhet = AdministrativEnhet.objects.filter(avsluttet_dato=None).order_by("pk")[0]
    return {
        "sak": "ny", "sak_tittel": "Spørsmål om barnehageplass", "sak_klasse": str(klasse.pk), "enhet": str(enhet.pk),
        "avsender_navn": "Ebba Lønnfjell", "saksbehandler": str(saksbehandler.pk), "hoveddokument": "epost",
        "original": "on",
    }  # fmt: skip


def tell_registrerte(arkivarer: list[Arkivar]) -> tuple[str, list[str]]:
    """A sentence on what was registered, and sentences on what is wrong with it."""
    virksomheter = list(Virksomhet.objects.values_list("pk", flat=True))
    with arbeid(som=prosessaktoer("jobb"), leser=virksomheter):
        registrerte = {str(pk) for pk in Innkomst.objects.filter(utfall=Utfall.REGISTRERT).values_list("pk", flat=True)}
        koblet = [str(pk) for pk in Innkomstregistrering.objects.values_list("innkomst_id", flat=True)]
        poster = list(Journalpost.objects.values_list("ekstern_noekkel", flat=True))
    sagt = [navn for a in arkivarer for navn in a.journalfoert]
    uten_svar = {navn for a in arkivarer for navn in a.uten_svar} - set(sagt)
    galt = []
    if borte := set(sagt) - registrerte:
        galt.append(f"Arkivaren fikk vite at de var journalført, men de er det ikke: {sorted(borte)[:5]}")
    if len(sagt) != len(set(sagt)):
        galt.append("To arkivarer journalførte det samme.")
    if andre := registrerte - set(sagt) - uten_svar:
        galt.append(f"Journalført uten at noen gjorde det: {sorted(andre)[:5]}")
    if not len(poster) == len(koblet) == len(set(koblet)) == len(registrerte):
        galt.append(f"{len(registrerte)} er registrert, men det er {len(poster)} poster og {len(koblet)} koblinger.")
    hver = ", ".join(f"{a.navn} {len(a.journalfoert)}" for a in arkivarer)
    her = len(uten_svar & registrerte)
    return (
        f"Journalført underveis: {hver}; uten svar {len(uten_svar)}, av dem {her} gjort; i arkivet {len(poster)} poster"
    ), galt


def arkivarene(system: System, navn: list[str], felter: dict[str, dict[str, str]]) -> list[Arkivar]:
    """They come to work."""
    adresse = f"http://127.0.0.1:{system.port('BYSAK_PORT')}"
    return [Arkivar(n, adresse, felter) for n in navn]
