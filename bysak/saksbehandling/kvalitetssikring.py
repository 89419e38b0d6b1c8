"""The archive's check of what case workers have registered: into the journal, or back with the reason (arkf § 15)."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import EGENPRODUSERT, Journalstatus
from bysak.arkivstruktur.laasing import laas_post
from bysak.arkivstruktur.merknader import hindre_for_merknad, ny_merknad
from bysak.arkivstruktur.models import Journalpost, Merknad
from bysak.arkivstruktur.omgjoering import tilbakefoer
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn, synlig_q
from bysak.organisasjon.varselvalg import Varselslag
from bysak.saksbehandling.fravaer import hvem_tar
from bysak.saksbehandling.restanser import INTERNE
from bysak.saksbehandling.varsling import varsle

# What a case worker has registered, finished, had approved or sent, and nobody in the archive has looked at.
VENTER = (Journalstatus.SAKSBEHANDLER, Journalstatus.FERDIGSTILT, Journalstatus.GODKJENT, Journalstatus.EKSPEDERT)
# The type of the remark that says why it came back (M084).
RETUR = "Sendt tilbake fra arkivet"


def _returer() -> QuerySet[Merknad]:
    """Remarks that send an entry back, and that nobody has acted on: it is as it was then."""
    endret = Coalesce(OuterRef("endret_dato"), OuterRef("opprettet_dato"))
    return Merknad.objects.filter(registrering_id=OuterRef("pk"), merknadstype=RETUR, merknadsdato__gte=endret)


def til_kvalitetssikring(av: Aktoer) -> QuerySet[Journalpost]:
    """Entries that wait for the archive, oldest first; not those that wait for the case worker to mend them."""
    poster = Journalpost.objects.filter(synlig_q(av), ~Exists(_returer()), journalstatus__in=VENTER)
    return poster.select_related("mappe", "virksomhet").order_by("opprettet_dato", "system_id")


def sendt_tilbake_til(av: Aktoer) -> QuerySet[Merknad]:
    """Why entries of this person came back from the archive, as long as they are not mended; newest first."""
    mine = Q(mappe__saksansvarlig_id=av.bruker_id) | Q(
        korrespondanseparter__saksbehandler_id=av.bruker_id, korrespondanseparter__korrespondanseparttype__in=INTERNE
    )
    utkast = (*VENTER, Journalstatus.RESERVERT)
    poster = Journalpost.objects.filter(synlig_q(av), mine, Exists(_returer()), journalstatus__in=utkast)
    siste = Merknad.objects.filter(merknadstype=RETUR, registrering_id__in=poster.values("pk"))
    return siste.select_related("registrering__mappe", "registrering__virksomhet").order_by("-merknadsdato")


def hindre_for_retur(jp: Journalpost, grunn: str) -> Iterator[Hinder]:
    """What stops sending an entry back: it does not wait for the archive any more, or no reason."""
    if jp.journalstatus not in VENTER:
        yield Hinder("retur.status", _("Den venter ikke på arkivet lenger."), jp)
    yield from hindre_for_merknad(jp, grunn)


def send_tilbake(jp: Journalpost, *, grunn: str, av: Aktoer) -> Journalpost:
    """Back to the case worker with the reason as a remark; a finished document of our own can be written in again.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.KVALITETSSIKRE)
    jp = laas_post(jp)
    krev_innsyn(av, jp)
    ingen(hindre_for_retur(jp, grunn))
    if jp.journalstatus == Journalstatus.FERDIGSTILT and jp.journalposttype in EGENPRODUSERT:
        jp = tilbakefoer(jp, til=Journalstatus.RESERVERT, grunn=grunn, av=av)
    ny_merknad(jp, tekst=grunn, type=RETUR, av=av)
    part = jp.korrespondanseparter.filter(korrespondanseparttype__in=INTERNE, saksbehandler__isnull=False).first()
    hvem = part.saksbehandler if part else jp.mappe.saksansvarlig
    if hvem:
        emne = _("%(nr)s er sendt tilbake fra arkivet") % {"nr": jp.registrerings_id}
        varsle(hvem_tar(hvem), emne, slag=Varselslag.FORDELT, om=jp)
    return jp
