"""Reading a received parcel from SvarInn: what its sender says of it, and its files, into the store.

LESMEG: outside an arbeid, and may be run again at any time. Nothing here fails on content: what cannot be understood
comes back with `feil` set, and the raw bytes stay with the item.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from bysak.kjerne import filfare, filtype, lager
from bysak.klienter import epost
from bysak.klienter.svarinn import Fil, Forsendelse, SvarInnFeil, les
from bysak.klienter.tegn import trygt_filnavn
from bysak.mottak.kanaler.pakke import Avvik, Pakke
from bysak.mottak.models import Innkomst
from bysak.mottak.skjemamelding import oppgitt_sak

_START = 64 * 1024
# Whole zip-based files make their kind certain, and ordinary ones are small.
_LES_HELE = 4 << 20


@dataclass(frozen=True)
class Vedleggsfil:
    """An attachment in the store, and what its bytes are."""

    lest: epost.LestVedlegg
    lagret: lager.Lagret
    type: filtype.Filtype


def les_forsendelse(innkomst: Innkomst) -> tuple[epost.LestEpost, list[Vedleggsfil]]:
    """The fields of an item from SvarInn, and its files in the store. Raises LagerFullt: then try again later."""
    kode = innkomst.virksomhet.kode
    try:
        forsendelse = les(innkomst.opphav)
        with lager.aapne(kode, innkomst.raa_sjekksum) as raa:
            pakke = Pakke(raa, forsendelse.filer)
            filer = [lagre_delen(kode, pakke, nr, fil) for nr, fil in enumerate(forsendelse.filer)]
    except (SvarInnFeil, Avvik, lager.FilMangler) as feil:
        return epost.LestEpost(feil=str(feil)), []
    return _som_lest(forsendelse, [f.lest for f in filer]), filer


def saken_hos_oss(opphav: Mapping[str, Any]) -> tuple[int, int] | None:
    """Year and number of the case that the sender says is the recipient's, if any."""
    if not opphav or "fra" in opphav:
        return None
    if "melding" in opphav:
        return oppgitt_sak(opphav)
    try:
        hos_oss = les(opphav).hos_oss
    except SvarInnFeil:
        return None
    return (hos_oss.saksaar, hos_oss.sakssekvensnummer) if hos_oss.saksaar and hos_oss.sakssekvensnummer else None


def lagre_delen(kode: str, pakke: Pakke, nr: int, fil: Fil) -> Vedleggsfil:
    """One file of a parcel, under a name that is safe, in the store."""
    with pakke.aapne(nr) as stroem:
        lagret = lager.lagre(kode, stroem)
    navn = trygt_filnavn(fil.navn, f"fil-{nr + 1}")
    with lager.aapne(kode, lagret.sha256) as stroem:
        type_ = filtype.bestem(_begynnelse(stroem, lagret.stoerrelse), navn, fil.mime)
        stroem.seek(0)
        type_ = med_fare(type_, stroem)
    return Vedleggsfil(epost.LestVedlegg(nr, navn, fil.mime, b""), lagret, type_)


def med_fare(slag: filtype.Filtype, fil: BinaryIO) -> filtype.Filtype:
    """The kind of a file, with what a person should know before opening it added to its warning."""
    fare = filfare.setning(fil, slag.mime)
    return replace(slag, advarsel=f"{slag.advarsel} {fare}".strip()) if fare else slag


def _begynnelse(stroem: BinaryIO, stoerrelse: int) -> bytes:
    return stroem.read(_LES_HELE if stoerrelse <= _LES_HELE else _START)


def _som_lest(forsendelse: Forsendelse, vedlegg: Sequence[epost.LestVedlegg]) -> epost.LestEpost:
    return epost.LestEpost(
        avsender_navn=forsendelse.avsender.navn,
        emne=forsendelse.tittel,
        sendt=forsendelse.dato,
        tekst=_opplysninger(forsendelse),
        vedlegg=list(vedlegg),
        merknader=_merknader(forsendelse),
    )


def _opplysninger(forsendelse: Forsendelse) -> str:
    """What the sender says beside the files, for reading and for finding the case by number."""
    hos = forsendelse.hos_avsender
    sak = f"{hos.saksaar}/{hos.sakssekvensnummer}" if hos.sakssekvensnummer else ""
    linjer = (
        (_("Avsenders sak"), "-".join(filter(None, [sak, str(hos.journalpostnummer or "")]))),
        (_("Avsenders tittel"), hos.tittel),
        (_("Avsenders saksbehandler"), hos.saksbehandler),
        (_("Avsenders referanse"), forsendelse.ekstern_ref),
        (_("Sendt fra"), forsendelse.fra_system),
    )
    return "\n".join(f"{navn}: {verdi}" for navn, verdi in linjer if verdi)


def _merknader(forsendelse: Forsendelse) -> list[str]:
    merknader = []
    if forsendelse.taushetsbelagt:
        merknader.append(_("Avsender har merket forsendelsen som taushetsbelagt. Skjerm den når du registrerer."))
    if forsendelse.nivaa == 4:
        merknader.append(_("Forsendelsen er sendt med høyeste sikkerhetsnivå."))
    return merknader
