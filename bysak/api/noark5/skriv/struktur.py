"""Making what an archive is built of: arkivskaper, arkiv, arkivdel, system, klasse, mappe and case."""

from typing import Any

from bysak.api.noark5.skriv import oppslag
from bysak.api.noark5.skriv.lesing import ugyldig
from bysak.api.noark5.skriv.ny import Lager, Ny, feil_sted, krev_sted
from bysak.arkivstruktur.arkivadministrasjon import (
    avslutt_arkiv,
    opprett_arkiv,
    opprett_arkivdel,
    velg_klassifikasjonssystem,
)
from bysak.arkivstruktur.arkivdeler import avslutt_arkivdel
from bysak.arkivstruktur.arkivskapere import knytt_arkivskaper, opprett_arkivskaper
from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.klassifikasjon import opprett_klasse, opprett_klassifikasjonssystem
from bysak.arkivstruktur.koder import Arkivdelstatus, Arkivstatus, Saksstatus
from bysak.arkivstruktur.mapper import Plass, laas_plass, opprett_mappe, utvid_til_saksmappe
from bysak.arkivstruktur.models import (
    Arkiv,
    Arkivdel,
    Arkivskaper,
    Klasse,
    Klassifikasjonssystem,
    Mappe,
    Saksmappe,
)
from bysak.arkivstruktur.opprettelse import opprett_saksmappe
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.tilgang import Rett, kan


def arkivskaper(ny: Ny) -> Arkivskaper:
    """An arkivskaper, of an arkiv or for one that comes."""
    if ny.under is not None:
        krev_sted(ny, Arkiv)
    return opprett_arkivskaper(
        ny.i.tekst("arkivskaperID"), ny.i.tekst("arkivskaperNavn"), av=ny.av, arkiv=ny.under,
        beskrivelse=ny.i.tekst("beskrivelse"),
    )  # fmt: skip


def arkiv(ny: Ny) -> Arkiv:
    """An arkiv: from the page of the package, under another one, or of an arkivskaper."""
    over = ny.under if isinstance(ny.under, Arkiv) else None
    felt = ny.felt("tittel", "beskrivelse", "arkivstatus")
    laget = opprett_arkiv(
        ny.i.tekst("tittel"),
        arkivskaper=None,
        av=ny.av,
        beskrivelse=ny.i.tekst("beskrivelse"),
        forelder=over,
        felt=felt,
    )
    if isinstance(ny.under, Arkivskaper):
        knytt_arkivskaper(ny.under, arkiv=laget, av=ny.av)
    return avslutt_arkiv(laget, av=ny.av) if ny.i["arkivstatus"] == Arkivstatus.AVSLUTTET else laget


def arkivdel(ny: Ny) -> Arkivdel:
    """An arkivdel of an arkiv; active when nothing else is said."""
    krev_sted(ny, Arkiv)
    felt = ny.felt("tittel", "beskrivelse", "arkivperiodeStartDato")
    slutt = felt.get("arkivdelstatus") == Arkivdelstatus.AVSLUTTET and felt.pop("arkivdelstatus")
    laget = opprett_arkivdel(
        ny.under, tittel=ny.i.tekst("tittel"), start=ny.dag("arkivperiodeStartDato") or i_dag(), av=ny.av,
        beskrivelse=ny.i.tekst("beskrivelse"), felt=felt,
    )  # fmt: skip
    return avslutt_arkivdel(laget, av=ny.av) if slutt else laget


def klassifikasjonssystem(ny: Ny) -> Klassifikasjonssystem:
    """A system, by itself or as what an arkivdel sorts by."""
    laget = opprett_klassifikasjonssystem(
        ny.i.tekst("tittel"), type=ny.i.tekst("klassifikasjonstype"), av=ny.av, fritt=True,
        beskrivelse=ny.i.tekst("beskrivelse"), felt=ny.felt("tittel", "klassifikasjonstype", "beskrivelse"),
    )  # fmt: skip
    if ny.under is not None:
        krev_sted(ny, Arkivdel)
        velg_klassifikasjonssystem(ny.under, system=laget, av=ny.av)
    return laget


def klasse(ny: Ny) -> Klasse:
    """A klasse of a system, or under another klasse."""
    krev_sted(ny, Klassifikasjonssystem, Klasse)
    over = ny.under if isinstance(ny.under, Klasse) else None
    return opprett_klasse(
        over.klassifikasjonssystem if over else ny.under, klasse_id=ny.i.tekst("klasseID"), tittel=ny.i.tekst("tittel"),
        av=ny.av, forelder=over, beskrivelse=ny.i.tekst("beskrivelse"), noekkelord=ny.i["noekkelord"] or (),
        felt=ny.felt("klasseID", "tittel", "beskrivelse", "noekkelord"),
    )  # fmt: skip


def mappe(ny: Ny) -> Mappe:
    """A plain mappe in an arkivdel, a klasse or another mappe."""
    krev_sted(ny, Arkivdel, Klasse, Mappe)
    return opprett_mappe(ny.under, tittel=ny.i.tekst("tittel"), av=ny.av, felt=ny.felt("tittel"))


def saksmappe(ny: Ny) -> Saksmappe:
    """A case; the unit and the responsible person are those of the one who acts when nothing else is said."""
    krev_sted(ny, Arkivdel, Klasse, Mappe)
    felt = ny.felt("tittel", "saksdato", "saksstatus")
    om = ansvar(ny) | {"saksdato": ny.dag("saksdato"), "av": ny.av}
    if isinstance(ny.under, Mappe):
        under = opprett_mappe(ny.under, tittel=ny.i.tekst("tittel"), av=ny.av, felt=felt)
        laget = utvid_til_saksmappe(under, **om)
    else:
        # The verb holds the arkivdel itself; under a klasse it must be found first.
        plass = Plass(ny.under) if isinstance(ny.under, Arkivdel) else laas_plass(ny.under)
        if plass.arkivdel is None:
            raise feil_sted(ny)
        laget = opprett_saksmappe(plass.arkivdel, tittel=ny.i.tekst("tittel"), klasse=plass.klasse, felt=felt, **om)
    return avslutt_saksmappe(laget, av=ny.av) if ny.i["saksstatus"] == Saksstatus.AVSLUTTET else laget


def ansvar(ny: Ny) -> dict[str, Any]:
    """Who has the case: as it is said, or the one who acts and the unit that is usual for that person.

    A name that nobody here has is a fault. From an administrator's client, which brings cases from other systems, it is
    taken as one who is gone, and the one who acts has the case; the answer shows it.
    """
    enhet = oppslag.enhet(ny.i, ny.av) or oppslag.vanlig_enhet(ny.av)
    person = oppslag.person(ny.i, "saksansvarlig", "referanseSaksansvarlig")
    navn = ny.i.tekst("saksansvarlig")
    if person is None and navn and not kan(ny.av, Rett.ADMINISTRERE):
        raise ugyldig([("saksansvarlig", f"saksansvarlig: «{navn}» finnes ikke. Bruk en fra admin/bruker/.")])
    return {"enhet": enhet, "saksansvarlig": person or oppslag.meg(ny.av)}


LAGES: dict[str, Lager] = {
    "arkivskaper": arkivskaper,
    "arkiv": arkiv,
    "arkivdel": arkivdel,
    "klassifikasjonssystem": klassifikasjonssystem,
    "klasse": klasse,
    "mappe": mappe,
    "saksmappe": saksmappe,
}
