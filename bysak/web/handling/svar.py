"""Acts about answers: several letters with several answers, per recipient, undone, and preliminary answers."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from bysak.arkivstruktur.avskrivning import (
    MED_SVAR,
    avskriv,
    hindre_for_avskrivning,
    hindre_for_oppheving,
    opphev_avskrivning,
    ugjort_av,
)
from bysak.arkivstruktur.koder import Avskrivningsmaate, Journalposttype
from bysak.arkivstruktur.models import Avskrivning, Journalpost
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.tilgang import ser, synlig_q
from bysak.saksbehandling.brev import fullfoer_svar
from bysak.saksbehandling.foreloepig import gi_foreloepig_svar, hindre_for_foreloepig_svar
from bysak.saksbehandling.models import ForeloepigSvar
from bysak.web.doer import Forespoersel
from bysak.web.handling.skjema import GRUNN, Felt, Ferdig, Rad, Skjema, dato, grunnfelt, pekt, valgt


def _i_saken(request: Forespoersel, jp: Journalpost, **valg: object) -> list[Journalpost]:
    return list(
        Journalpost.objects.filter(synlig_q(request.aktoer), mappe=jp.mappe, **valg).order_by("journalpostnummer")
    )


def _navnet(jp: Journalpost) -> str:
    return f"{jp.journalpostnummer} {jp.tittel}"


def maatene() -> list[tuple[str, str]]:
    """The ways to write off that a person chooses between; a closed case has its own (krav 3.4.2)."""
    return [(k, _(t)) for k, t in Avskrivningsmaate.choices if k != Avskrivningsmaate.SAK_AVSLUTTET]


def _pekt_paa(request: Forespoersel, navn: str, poster: Sequence[Journalpost]) -> list[Journalpost]:
    nummer = set(request.POST.getlist(navn))
    return [p for p in poster if str(p.journalpostnummer) in nummer]


def flere(request: Forespoersel, jp: Journalpost) -> Skjema:
    """Several letters written off with several answers, all or none (krav 3.4.3)."""
    brev = [p for p in _i_saken(request, jp, restanse=True) if not list(hindre_for_avskrivning(p))]
    svarene = _i_saken(request, jp, journalposttype__in=("U", "N", "X", "S"))

    def gjoer() -> Ferdig:
        maate, dag = request.POST.get("maate", ""), dato(request.POST, "dato")
        valgte, med = _pekt_paa(request, "brev", brev), _pekt_paa(request, "svar", svarene)
        if not valgte:
            raise Hindret([Hinder("avs.ingen", _("Velg minst ett brev."), felt="brev")])
        if maate in MED_SVAR and not med:
            raise Hindret([Hinder("avs.uten_svar", _("Velg hvilket svar brevene er besvart med."), felt="svar")])
        for p in valgte:
            for svar in (*med,) or (None,):
                avskriv(p, maate=maate, av=request.aktoer, besvart_av=svar, dato=dag)
        return Ferdig(_("Avskrevet: %(nr)s.") % {"nr": ", ".join(p.registrerings_id for p in valgte)})

    meg = [jp.journalpostnummer]
    felt = [
        Felt("brev", _("Brev som er besvart"), "flere", meg, [(p.journalpostnummer, _navnet(p)) for p in brev]),
        Felt("svar", _("Svarene"), "flere", meg, [(p.journalpostnummer, _navnet(p)) for p in svarene]),
        Felt("maate", _("Hvordan er de behandlet?"), "velg", "", maatene(), tom=_("Velg"), paakrevd=True),
        Felt("dato", _("Dato"), "dato", hjelp=_("Tomt betyr i dag."), klasse="k3"),
    ]
    uten = "" if brev else _("Ingen brev i saken venter på svar.")
    return Skjema(_("Avskriv") if brev else "", gjoer, felt if brev else [], forklaring=uten)


def per_mottaker(request: Forespoersel, jp: Journalpost) -> Skjema:
    """One of several recipients of a note is done; the others still are to act (krav 3.4.6, 3.4.9)."""
    parter = {str(p.pk): p for p in ugjort_av(jp)}

    def gjoer() -> Ferdig:
        part = valgt(request.POST, "part", parter)
        if part is None:
            raise Hindret([Hinder("avs.hvem", _("Velg hvem som er ferdig."), felt="part")])
        avskriv(jp, maate=request.POST.get("maate", ""), av=request.aktoer, part=part)
        return Ferdig(_("Avskrevet for %(navn)s.") % {"navn": part.navn})

    felt = [
        Felt("part", _("Hvem er ferdig?"), "velg", "", [(k, p.navn) for k, p in parter.items()], tom=_("Velg")),
        Felt("maate", _("Hvordan?"), "velg", "", [m for m in maatene() if m[0] not in MED_SVAR], tom=_("Velg")),
    ]
    if jp.journalposttype != Journalposttype.NOTAT_OPPFOELGING:
        return Skjema("", gjoer, forklaring=_("Bare mottakerne av et notat til oppfølging avskriver hver for seg."))
    return Skjema(_("Avskriv"), gjoer, felt, hindre_for_avskrivning(jp))


def _avskrivninger(request: Forespoersel, jp: Journalpost) -> list[Avskrivning]:
    """Those of the letter, and those it is the answer of."""
    egne = Avskrivning.objects.filter(registrering_id=jp.pk) | Avskrivning.objects.filter(besvart_av_id=jp.pk)
    rader = egne.select_related("registrering__mappe", "besvart_av", "korrespondansepart")
    return [a for a in rader.order_by("avskrivningsdato") if ser(request.aktoer, a.registrering)]


def opphev(request: Forespoersel, jp: Journalpost) -> Skjema:
    """Take an avskrivning back, with the reason in the log; the letter is open again."""
    alle = {a.pk: a for a in _avskrivninger(request, jp)}
    hvilken = alle.get(pekt(request.POST) or pekt(request.GET))  # type: ignore[arg-type]

    def gjoer() -> Ferdig:
        if hvilken is None:
            raise Hindret([Hinder("opphev.ingen", _("Velg hvilken avskrivning som skal oppheves."))])
        opphev_avskrivning(hvilken, grunn=request.POST.get(GRUNN, ""), av=request.aktoer)
        return Ferdig(
            _("Avskrivningen er opphevet. %(nr)s er åpen igjen.") % {"nr": hvilken.registrering.registrerings_id}
        )

    rader = [
        Rad(a.pk, f"{a.registrering.registrerings_id} {a.registrering.tittel}", _avskrevet(a), ikon="hake",
            lenker=[(_("Opphev"), "")])
        for a in alle.values()
    ]  # fmt: skip
    if hvilken is None:
        return Skjema("", gjoer, rader=rader)
    hva = {"nr": hvilken.registrering.registrerings_id, "hva": _avskrevet(hvilken)}
    foer = [h for h in hindre_for_oppheving(hvilken, "-") if not h.felt]
    return Skjema(
        _("Opphev avskrivningen"), gjoer, [grunnfelt(_("Hvorfor oppheves den?"))], foer,
        _("Gjelder %(nr)s: %(hva)s") % hva, skjult={"rad": str(hvilken.pk)},
    )  # fmt: skip


def _avskrevet(a: Avskrivning) -> str:
    deler = [_(a.get_avskrivningsmaate_display()), f"{a.avskrivningsdato:%d.%m.%Y}"]
    if a.korrespondansepart:
        deler.append(a.korrespondansepart.navn)
    if a.besvart_av:
        deler.append(_("svar %(nr)s") % {"nr": a.besvart_av.registrerings_id})
    return " · ".join(deler)


def svarets_foelger(svar: Journalpost, *, av: Aktoer) -> list[str]:
    """Deal with what a sent letter answers, and say what became of each (krav 3.4.2, 3.4.10)."""
    setninger = []
    for brev, hindre in fullfoer_svar(svar, av=av):
        if hindre:
            hvorfor = {"nr": brev.registrerings_id, "hvorfor": hindre[0].tekst}
            setninger.append(_("%(nr)s står fortsatt åpen: %(hvorfor)s") % hvorfor)
        else:
            setninger.append(_("%(nr)s er besvart.") % {"nr": brev.registrerings_id})
    return setninger


def foreloepig(request: Forespoersel, jp: Journalpost) -> Skjema:
    """Tell that it takes longer: the letter stays open with a new deadline (fvl § 11 a; krav 3.4.10)."""
    svarene = {str(p.journalpostnummer): p for p in _i_saken(request, jp, journalposttype="U")}
    gitt = ForeloepigSvar.objects.filter(registrering_id=jp.pk).order_by("dato")

    def gjoer() -> Ferdig:
        frist = dato(request.POST, "ny_frist")
        if frist is None:
            raise Hindret([Hinder("forsvar.frist", _("Skriv når brevet skal være besvart."), felt="ny_frist")])
        gi_foreloepig_svar(jp, ny_frist=frist, svar=valgt(request.POST, "svar", svarene), av=request.aktoer)
        return Ferdig(_("Foreløpig svar er gitt. Ny frist er %(dato)s.") % {"dato": f"{frist:%d.%m.%Y}"})

    felt = [
        Felt("ny_frist", _("Ny frist"), "dato", paakrevd=True, klasse="k3"),
        Felt("svar", _("Brevet som ble sendt"), "velg", "", [(n, _navnet(p)) for n, p in svarene.items()],
             tom=_("Ikke i denne saken")),
    ]  # fmt: skip
    foer = [h for h in hindre_for_foreloepig_svar(jp, i_dag()) if not h.felt]
    rader = [
        Rad(g.pk, _("Foreløpig svar %(dato)s") % {"dato": f"{g.dato:%d.%m.%Y}"},
            _("Ny frist %(dato)s") % {"dato": f"{g.ny_frist:%d.%m.%Y}"}, ikon="send")
        for g in gitt
    ]  # fmt: skip
    return Skjema(_("Gi foreløpig svar"), gjoer, felt, foer, rader=rader or None)
