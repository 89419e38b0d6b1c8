"""Reading a received form: what was filled in, as a document that can be read, and the files that came with it.

LESMEG: outside an arbeid, and may be run again at any time.
"""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from bysak.kjerne import filtype, lager
from bysak.klienter import epost
from bysak.klienter.svarinn import Fil
from bysak.mottak.forsendelse import Vedleggsfil, lagre_delen
from bysak.mottak.kanaler.pakke import Avvik, Pakke
from bysak.mottak.models import Innkomst
from bysak.mottak.skjemamelding import Melding


def les_skjema(innkomst: Innkomst) -> tuple[epost.LestEpost, list[Vedleggsfil]]:
    """The fields of an item from a form; its first file is the form as it was filled in. Raises LagerFullt."""
    kode, opphav = innkomst.virksomhet.kode, innkomst.opphav
    melding = Melding(**opphav["melding"])
    tekst = som_tekst(innkomst)
    try:
        with lager.aapne(kode, innkomst.raa_sjekksum) as raa:
            pakke = Pakke(raa, [Fil(**f) for f in opphav["filer"]])
            filer = [_skjemaet(kode, tekst)]
            filer += [lagre_delen(kode, pakke, nr, f) for nr, f in enumerate(pakke.filer) if nr]
    except (Avvik, lager.FilMangler) as feil:
        return epost.LestEpost(feil=str(feil)), []
    lest = epost.LestEpost(
        avsender_navn=melding.navn,
        avsender_adresse=melding.epost,
        emne=melding.emne,
        sendt=datetime.fromisoformat(melding.sendt) if melding.sendt else innkomst.mottatt_tid,
        tekst=tekst,
        vedlegg=[f.lest for f in filer],
    )
    return lest, filer


def som_tekst(innkomst: Innkomst) -> str:
    """The form as a text: who, what about, each answer, and the message."""
    opphav = innkomst.opphav
    melding = Melding(**opphav["melding"])
    avsnitt = ["\n".join(f"{navn}: {verdi}" for navn, verdi in _hode(innkomst, melding) if verdi)]
    avsnitt += [f"{navn}:\n{verdi}" if "\n" in verdi else f"{navn}: {verdi}" for navn, verdi in melding.felter]
    return "\n\n".join([*avsnitt, melding.tekst]).strip() + "\n"


def _hode(innkomst: Innkomst, melding: Melding) -> Iterator[tuple[str, str]]:
    opphav: dict[str, Any] = innkomst.opphav
    yield _("Kvitteringsnummer"), opphav["kvittering"]
    yield _("Mottatt"), date_format(localtime(innkomst.mottatt_tid), "d.m.Y H:i")
    yield _("Sendt fra"), opphav["kilde"]
    yield _("Skjema"), melding.skjema
    yield _("Navn"), melding.navn
    yield _("E-post"), melding.epost
    yield _("Telefon"), melding.telefon
    yield _("Gjelder sak"), melding.saksreferanse
    yield _("Emne"), melding.emne


def _skjemaet(kode: str, tekst: str) -> Vedleggsfil:
    innhold = tekst.encode()
    lest = epost.LestVedlegg(0, _("Skjema") + ".txt", "text/plain", b"")
    return Vedleggsfil(lest, lager.lagre(kode, BytesIO(innhold)), filtype.bestem(innhold, lest.filnavn, lest.mime))
