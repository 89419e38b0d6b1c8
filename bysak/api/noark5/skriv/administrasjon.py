"""People and the rights of modules: what an administrator does through the interface, and who may not, and why."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from bysak.api.noark5.feil import Feil
from bysak.api.noark5.loggfelt import ALLE_MODULER, KATEGORIER
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.skriv.lesing import Innhold, ugyldig
from bysak.api.noark5.skriv.ny import Lager, Ny
from bysak.api.noark5.synlig import i_arkivtjenesten
from bysak.arkivstruktur.models import Objektrettighet
from bysak.arkivstruktur.modulrettigheter import endre_modul_rett, gi_modul_rett
from bysak.kjerne.arbeid import Aktoer
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.personer import gi_nytt_navn, ledig_brukernavn, opprett_bruker, sett_passiv
from bysak.organisasjon.tilgang import Rett, krev


def krev_arkivtjenesten() -> None:
    """People are shared by all virksomheter, and the archive service keeps them. Raises `PermissionDenied`."""
    if not i_arkivtjenesten():
        raise PermissionDenied("Brukere opprettes og endres av arkivtjenesten, som gir dem roller her.")


def bruker(ny: Ny) -> Bruker:
    """A person without a password or a role; both are given in the workspace."""
    krev_arkivtjenesten()
    navn = ny.i.tekst("brukerNavn")
    laget = opprett_bruker(ledig_brukernavn(navn), navn, av=ny.av)
    return gi_nytt_navn(laget, navn=navn, initialer=ny.i.tekst("kortnavn"), av=ny.av) if ny.i["kortnavn"] else laget


def endre_bruker(rad: Bruker, innhold: Innhold, nytt: dict[str, Any], av: Aktoer) -> None:
    """Other initials, or the end of a login. The name never changes in the interface (contract section 15)."""
    krev_arkivtjenesten()
    if "navn" in nytt:
        raise Feil(409, "Navnet på en bruker endres aldri her. Opprett en ny bruker, og avslutt den gamle.")
    if "initialer" in nytt:
        gi_nytt_navn(rad, navn=rad.navn, initialer=nytt["initialer"], av=av)
    if innhold["avsluttetDato"] and rad.is_active:
        sett_passiv(rad, av=av)


def tilgang(ny: Ny) -> Objektrettighet:
    """Let a module, or all of them, read a unit and all below it, or also write there (krav 4.1.14-4.1.17)."""
    krev(ny.av, Rett.ADMINISTRERE)
    _uten_koder(ny.i)
    navn = KATEGORIER.get(ny.i.tekst("tilgangskategori"), "")
    enhet = RESSURSER[navn].grunn(ny.av).filter(pk=ny.i["referanseArkivenhet"]).first() if navn else None
    if enhet is None:
        setning = "referanseArkivenhet: oppgi systemID til en enhet av slaget tilgangskategorien sier."
        raise ugyldig([("referanseArkivenhet", setning)])
    return gi_modul_rett(enhet, modul=_modulen(ny.i.tekst("rolle")), skrive=_skrive(ny.i.verdier), av=ny.av)


def _uten_koder(innhold: Innhold) -> None:
    if innhold["tilgangsrestriksjon"]:
        raise Feil(409, "Tilgangskoder gis med modulens rolle i arbeidsflaten. Send uten tilgangsrestriksjon.")


def _modulen(rolle: str) -> Bruker | None:
    if rolle == ALLE_MODULER:
        return None
    funnet = Bruker.objects.filter(Q(navn__iexact=rolle) | Q(brukernavn__iexact=rolle), er_modul=True).first()
    if funnet is None:
        setning = f"Det finnes ingen ekstern modul som heter «{rolle}». Folk får sine roller i arbeidsflaten."
        raise Feil(409, setning)
    return funnet


def _skrive(sagt: dict[str, Any]) -> bool:
    if not sagt["les"] or sagt["slett"] or sagt["ny"] != sagt["endre"]:
        raise Feil(409, "En modul kan lese, eller lese og skrive: les er true, slett er false, og ny og endre er like.")
    return bool(sagt["ny"])


def endre_tilgang(rad: Objektrettighet, innhold: Innhold, av: Aktoer) -> None:
    """Reading only, or writing too; on what and for whom stays."""
    _uten_koder(innhold)
    fast = {"rolle", "tilgangskategori", "referanseArkivenhet"} & set(innhold.verdier)
    if fast:
        raise Feil(409, f"{', '.join(sorted(fast))} kan ikke endres. Slett rettigheten, og gi en ny.")
    naa = {"les": True, "slett": False, "ny": rad.skrive, "endre": rad.skrive}
    skrive = _skrive(naa | {n: v for n, v in innhold.verdier.items() if n in naa})
    if skrive != rad.skrive:
        endre_modul_rett(rad, skrive=skrive, av=av)


LAGES: dict[str, Lager] = {"bruker": bruker, "tilgang": tilgang}
