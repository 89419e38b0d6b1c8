"""Other ways of ending up registered than in an entry of its own: in one that exists, or when a split is over.

LESMEG: needs an open arbeid in the item's virksomhet.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bysak.arkivstruktur.dokument import hindre_for_andre, hindre_for_nytt_dokument
from bysak.arkivstruktur.koder import Journalposttype
from bysak.arkivstruktur.laasing import laas_post
from bysak.arkivstruktur.models import Journalpost
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.mottak import forslagslogg
from bysak.mottak.brevfiler import legg_inn_filer
from bysak.mottak.models import Innkomst
from bysak.mottak.registrering import hindre_for_innhold, laas_alle, noter, sett_registrert, vedlegg_ellers
from bysak.mottak.sakforslag import sakforslag
from bysak.mottak.utfall import hindre_for_paabegynt, hindre_for_utfall
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn, ser


def hindre_for_tillegg(innkomst: Innkomst, jp: Journalpost | None, *, av: Aktoer) -> Iterator[Hinder]:
    """What stops an item from being put in an entry that exists: the item, the entry, or who has it (krav 2.6.7)."""
    yield from hindre_for_innhold(innkomst, av)
    yield from hindre_for_paabegynt(innkomst)
    if jp is None or not ser(av, jp):
        yield Hinder("tillegg.uten_post", _("Velg journalposten den hører til."), felt="journalpost")
        return
    if jp.journalposttype != Journalposttype.INNGAAENDE:
        yield Hinder(
            "tillegg.type",
            _("%(nr)s er ikke et inngående brev. Registrer denne for seg i samme sak.") % {"nr": jp.registrerings_id},
            jp,
            felt="journalpost",
        )
    yield from hindre_for_andre(av, jp)
    yield from hindre_for_nytt_dokument(jp, tittel=str(innkomst), hoveddokument=False)


def legg_til(innkomst: Innkomst, jp: Journalpost, *, av: Aktoer) -> Journalpost:
    """Put an item in an entry that exists, as further documents of it: an attachment that was forgotten, a second copy.

    The entry keeps its number, dates and parties. Raises `Hindret` or PermissionDenied.
    """
    krev(av, Rett.REGISTRERE)
    [innkomst] = laas_alle(innkomst)
    jp = laas_post(jp)
    krev_innsyn(av, jp)
    ingen(hindre_for_tillegg(innkomst, jp, av=av))
    foreslaatt = sakforslag([innkomst], av=av)[innkomst.pk]
    med = vedlegg_ellers(innkomst)
    legg_inn_filer(jp, innkomst, tittel=str(innkomst), med=med, som_vedlegg=True, av=av)
    noter(innkomst, jp, vedlegg=med)
    forslagslogg.noter_sak(innkomst, foreslaatt, jp)
    sett_registrert(innkomst, av=av)
    return jp


def hindre_for_fullfoering(innkomst: Innkomst, av: Aktoer) -> Iterator[Hinder]:
    """What stops a split from being ended: nothing is registered, or the mail as it came is in none."""
    yield from hindre_for_utfall(innkomst, av)
    deler = list(innkomst.registreringer.all())
    if not deler:
        yield Hinder("fullfoer.udelt", _("Ingenting av denne er registrert ennå."), innkomst)
    elif innkomst.er_brev and not any(d.original for d in deler):
        yield Hinder(
            "fullfoer.uten_original",
            _("E-posten slik den kom, er ikke med i noen journalpost ennå. Registrer den i en av dem."),
            innkomst,
        )


def fullfoer(innkomst: Innkomst, *, av: Aktoer) -> Innkomst:
    """End a split: what is registered is all of it. Raises `Hindret` or PermissionDenied."""
    krev(av, Rett.MOTTA)
    [innkomst] = laas_alle(innkomst)
    ingen(hindre_for_fullfoering(innkomst, av))
    return sett_registrert(innkomst, av=av)
