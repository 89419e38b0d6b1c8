"""The names of a deposit as the people, units and access codes that our rows point to; made once for each name."""

from datetime import date
from hashlib import sha256
from uuid import UUID

from bysak.kjerne.kalender import naa
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Tilgangsklasse, Tilgangskode, Virksomhet

SPERRET = "XX"  # what is graded, or screened by something that cannot be read, is for those who are cleared for all
FORTID = date(1900, 1, 1)


class Folk:
    """Finds or makes who and what a name stands for in the virksomhet that is read into."""

    def __init__(self, virksomhet: Virksomhet, av: str) -> None:
        self._virksomhet, self._av = virksomhet, av
        self._personer: dict[str, UUID] = {}
        self._enheter: dict[str, UUID] = {}
        self._koder = {
            noekkel.casefold(): kode.kode for kode in Tilgangskode.objects.all() for noekkel in (kode.navn, kode.kode)
        }
        self._klasser: dict[str | None, int] = {}

    def person(self, navn: str) -> UUID:
        """The person of an imported name: one who cannot log in, and is nobody else's account."""
        if navn not in self._personer:
            spor = sha256(f"{self._virksomhet.kode}/{navn}".encode()).hexdigest()[:24]
            bruker, _ = Bruker.objects.get_or_create(
                brukernavn=f"inntak-{spor}",
                defaults={"navn": navn[:200], "is_active": False, "avsluttet_dato": naa()},
            )
            self._personer[navn] = bruker.pk
        return self._personer[navn]

    def enhet(self, navn: str) -> UUID:
        """The unit with this name."""
        if navn not in self._enheter:
            enhet, _ = AdministrativEnhet.objects.get_or_create(
                virksomhet=self._virksomhet, navn=navn[:120], defaults={"opprettet_av": self._av}
            )
            self._enheter[navn] = enhet.pk
        return self._enheter[navn]

    def kode(self, navn: str) -> str:
        """The access code with this name; an unknown one is made, and is out of use from the start."""
        noekkel = navn.casefold()
        if noekkel not in self._koder:
            kode = "I" + sha256(noekkel.encode()).hexdigest()[:8]
            Tilgangskode.objects.get_or_create(kode=kode, defaults={"navn": navn[:120], "utgaatt_dato": FORTID})
            self._koder[noekkel] = kode
        return self._koder[noekkel]

    def klasse(self, kode: str | None) -> int:
        """The access class of a code in this virksomhet, or the open one."""
        if kode not in self._klasser:
            art = Tilgangsklasse.Art.AAPEN if kode is None else Tilgangsklasse.Art.KODE
            klasse, _ = Tilgangsklasse.objects.get_or_create(
                virksomhet=self._virksomhet, art=art, kode_id=kode, enhet=None, navn=""
            )
            self._klasser[kode] = klasse.pk
        return self._klasser[kode]
