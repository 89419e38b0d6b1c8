"""Acts of dokumentflyt: send a draft round, answer, and take it back (krav 3.3.1-3.3.8)."""

from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Flytstatus
from bysak.arkivstruktur.models import Dokumentflyt, Journalpost
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.organisasjon.models import Bruker
from bysak.saksbehandling.flyt import (
    SVAR,
    aapen_runde,
    hindre_for_sending,
    hindre_for_svar,
    hindre_for_tilbaketrekking,
    hvem_har,
    send_paa_flyt,
    svar_paa_flyt,
    trekk_tilbake,
)
from bysak.saksbehandling.models import Flytsteg
from bysak.web.doer import Forespoersel
from bysak.web.handling.skjema import Felt, Ferdig, Rad, Skjema
from bysak.web.sak.folk import medarbeidere
from bysak.web.skrivemaate import naar

PLASSER = 5


def _sporet(jp: Journalpost) -> list[Rad]:
    """What the round has been through; each row is kept as it was written (M660-M665)."""
    return [
        Rad(s.pk, _("%(fra)s til %(til)s") % {"fra": s.flyt_fra, "til": s.flyt_til},
            " · ".join(filter(None, [_(s.get_flyt_status_display()), naar(s.flyt_sendt_dato), s.flyt_merknad])),
            ikon="send")
        for s in Dokumentflyt.objects.filter(registrering_id=jp.pk).order_by("flyt_sendt_dato", "system_id")
    ]  # fmt: skip


def _mottakere(request: Forespoersel, folk: list[Bruker]) -> list[Bruker]:
    hvem = {str(b.pk): b for b in folk}
    valgte = [request.POST.get(f"mottaker{n}", "") for n in range(1, PLASSER + 1)]
    return [hvem[v] for v in valgte if v in hvem]


def send(request: Forespoersel, jp: Journalpost) -> Skjema:
    """Send it on: one after the other in the order given, or to all at once."""
    folk = medarbeidere()
    valg = [(str(b.pk), b.navn) for b in folk]

    def gjoer() -> Ferdig:
        hvem, data = _mottakere(request, folk), request.POST
        parallelt = data.get("rekkefoelge") == "samtidig"
        send_paa_flyt(jp, mottakere=hvem, av=request.aktoer, parallelt=parallelt, merknad=data.get("merknad", ""))
        return Ferdig(_("Sendt på flyt til %(navn)s.") % {"navn": ", ".join(b.navn for b in hvem)})

    plasser = [
        Felt(f"mottaker{n}", _("%(n)s. mottaker") % {"n": n}, "velg", "", valg, tom=_("Ingen"), klasse="k4")
        for n in range(1, PLASSER + 1)
    ]
    rekke = [("rekke", _("Etter hverandre, i denne rekkefølgen")), ("samtidig", _("Alle samtidig"))]
    felt = [
        *plasser,
        Felt("rekkefoelge", _("Rekkefølge"), "velg", "rekke", rekke, klasse="k4"),
        Felt("merknad", _("Beskjed"), "lang", klasse="k8"),
    ]
    foer = [h for h in hindre_for_sending(jp, []) if not h.felt]
    har = ", ".join(b.navn for b in hvem_har(jp))
    tekst = _("Dokumentet er hos %(navn)s.") % {"navn": har} if har else ""
    return Skjema(_("Send på flyt"), gjoer, felt, foer, tekst, _sporet(jp) or None)


def _aapent_steg(request: Forespoersel, jp: Journalpost) -> Flytsteg | None:
    aapent = Flytsteg.objects.filter(
        flyt__registrering_id=jp.pk, flyt__avsluttet_dato__isnull=True, mottaker_id=request.aktoer.bruker_id
    )
    return aapent.select_related("flyt").first()


def svar(request: Forespoersel, jp: Journalpost) -> Skjema:
    """A binding answer: approve, or send back with what must change (krav 3.3.1, 3.3.6)."""
    steg = _aapent_steg(request, jp)

    def gjoer() -> Ferdig:
        if steg is None:
            raise Hindret([Hinder("flyt.ikke_din", _("Dokumentet er ikke sendt til deg."), jp)])
        utfall, merknad = request.POST.get("utfall", ""), request.POST.get("merknad", "")
        svar_paa_flyt(steg, utfall=utfall, av=request.aktoer, merknad=merknad)
        return Ferdig(_("Svaret er gitt: %(utfall)s.") % {"utfall": _(Flytstatus(utfall).label).lower()})

    if steg is None:
        return Skjema("", gjoer, forklaring=_("Dokumentet er ikke sendt til deg."), rader=_sporet(jp) or None)
    felt = [
        Felt(
            "utfall", _("Svaret ditt"), "velg", "", [(s.value, _(s.label)) for s in SVAR], tom=_("Velg"), paakrevd=True
        ),
        Felt("merknad", _("Hva må endres?"), "lang", klasse="k8", hjelp=_("Trengs ikke når du godkjenner.")),
    ]
    foer = [h for h in hindre_for_svar(steg, Flytstatus.GODKJENT, "", request.aktoer) if not h.felt]
    return Skjema(_("Gi svaret"), gjoer, felt, foer, steg.flyt.merknad, _sporet(jp))


def trekk(request: Forespoersel, jp: Journalpost) -> Skjema:
    """Take it back from those who have not answered (krav 3.3.1)."""
    runde = aapen_runde(jp)

    def gjoer() -> Ferdig:
        if runde is None:
            raise Hindret([Hinder("flyt.avsluttet", _("Dokumentet er ikke på flyt."), jp)])
        trekk_tilbake(runde, av=request.aktoer)
        return Ferdig(_("Dokumentet er trukket tilbake."))

    if runde is None:
        return Skjema("", gjoer, forklaring=_("Dokumentet er ikke på flyt."), rader=_sporet(jp) or None)
    return Skjema(_("Trekk tilbake"), gjoer, foer=hindre_for_tilbaketrekking(runde, request.aktoer), rader=_sporet(jp))
