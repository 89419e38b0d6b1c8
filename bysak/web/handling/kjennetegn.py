"""What marks a case or an entry: a second klasse, national identifiers, grading, and what modules reach it."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from bysak.arkivstruktur.graderinger import HOEYESTE, STIGENDE, grader, nedgrader
from bysak.arkivstruktur.identifikatortekst import les, skriv
from bysak.arkivstruktur.klasseversjoner import fjern_sekundaer_klasse, gi_sekundaer_klasse, hindre_for_sekundaer_klasse
from bysak.arkivstruktur.models import (
    Gradering,
    Klasse,
    NasjonalIdentifikator,
    Objektrettighet,
    Registrering,
    Saksmappe,
)
from bysak.arkivstruktur.modulrettigheter import gi_modul_rett, trekk_modul_rett
from bysak.arkivstruktur.tilknytning import fjern_identifikator, legg_til_identifikator
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.organisasjon.models import Bruker, Rolletildeling
from bysak.web.doer import Forespoersel
from bysak.web.handling.felles import navnet
from bysak.web.handling.skjema import Felt, Ferdig, Rad, Skjema, dato, valgt
from bysak.web.handling.tilknytning import Enhet, siden
from bysak.web.skrivemaate import naar

DELER = 200


def sekundaer(request: Forespoersel, sak: Saksmappe) -> Skjema:
    """Klasser that find the case beside its own (M209)."""
    alle = {k.pk: k for k in sak.sekundaer_klassifikasjon.select_related("klasse__klassifikasjonssystem")}
    mulige = {str(k.pk): k for k in _klasser(sak)}
    her = siden(request, sak, "sekundaer")

    def gjoer() -> Ferdig:
        klasse = valgt(request.POST, "klasse", mulige)
        if klasse is None:
            raise Hindret([Hinder("klasse.ingen", _("Velg en klasse fra listen."), felt="klasse")])
        gi_sekundaer_klasse(sak, klasse=klasse, av=request.aktoer)
        return Ferdig(_("Saken står nå også under %(klasse)s.") % {"klasse": klasse}, her)

    def fjern(pk: UUID) -> Ferdig:
        fjern_sekundaer_klasse(alle[pk], av=request.aktoer)
        return Ferdig(_("Klassen er fjernet fra saken."), her)

    rader = [
        Rad(k.pk, str(k.klasse), k.klasse.klassifikasjonssystem.tittel, ikon="mappe", knapper=[(_("Fjern"), "fjern")])
        for k in alle.values()
    ]
    naa = _("Saken ligger i %(klasse)s. En klasse til gjør at den finnes der også, og endrer ikke hvem som ser den.")
    felt = Felt("klasse", _("Også under"), "velg", "", [(n, _med_system(k)) for n, k in mulige.items()], klasse="k8",
                tom=_("Velg"), paakrevd=True)  # fmt: skip
    if not mulige:
        naa += " " + _("Arkivdelen har ingen andre klasser å velge i.")
    foer = [h for h in (hindre_for_sekundaer_klasse(sak, sak.klasse) if sak.klasse else ()) if not h.felt]
    return Skjema(_("Legg til klasse") if mulige else "", gjoer, [felt], foer, naa % {"klasse": sak.klasse}, rader,
                  {"fjern": fjern})  # fmt: skip


def _klasser(sak: Saksmappe) -> list[Klasse]:
    """What the verb would say yes to: the lowest klasser of the arkivdel's systems that the case does not have."""
    systemer = [s.klassifikasjonssystem_id for s in sak.arkivdel.sekundaersystemer.all()]
    har = [pk for pk in (sak.klasse_id, *sak.sekundaer_klassifikasjon.values_list("klasse_id", flat=True)) if pk]
    return list(
        Klasse.objects.filter(
            avsluttet_dato__isnull=True,
            underklasser__isnull=True,
            klassifikasjonssystem__in=[*systemer, sak.arkivdel.klassifikasjonssystem_id],
        )
        .exclude(pk__in=har)
        .select_related("klassifikasjonssystem")
        .order_by("klassifikasjonssystem__tittel", "klasse_id")
    )


def _med_system(klasse: Klasse) -> str:
    return f"{klasse} ({klasse.klassifikasjonssystem.tittel})"


def identifikatorer(request: Forespoersel, enhet: Enhet) -> Skjema:
    """What the unit is about, as the national registers know it (M030-M049)."""
    alle = {i.pk: i for i in enhet.nasjonale_identifikatorer.order_by("art", "system_id")}
    her = siden(request, enhet, "identifikatorer")

    def gjoer() -> Ferdig:
        art = request.POST.get("art", "")
        felt = les(art, request.POST.get("nummer", ""))
        ny = legg_til_identifikator(enhet, art=art, av=request.aktoer, **felt)
        return Ferdig(_("%(hva)s %(nummer)s er lagt til.") % {"hva": _ordet(ny), "nummer": skriv(ny)}, her)

    def fjern(pk: UUID) -> Ferdig:
        fjern_identifikator(alle[pk], av=request.aktoer)
        return Ferdig(_("Identifikatoren er fjernet."), her)

    rader = [Rad(i.pk, skriv(i), _ordet(i), ikon="lenke", knapper=[(_("Fjern"), "fjern")]) for i in alle.values()]
    felt = [
        Felt("art", _("Slag"), "velg", "", [(v, _(t)) for v, t in NasjonalIdentifikator.Art.choices], tom=_("Velg"),
             klasse="k4", paakrevd=True),
        Felt("nummer", _("Nummer"), klasse="k8", paakrevd=True, hjelp=_(
            "Eiendom 207/145, bygning 80123456, plan S-4220, posisjon EPSG:25832 597423 6643460, "
            "fødselsnummer eller organisasjonsnummer.")),
    ]  # fmt: skip
    return Skjema(_("Legg til"), gjoer, felt, rader=rader, radgjoer={"fjern": fjern})


def _ordet(den: NasjonalIdentifikator) -> str:
    return _(den.get_art_display())


def _delene(enhet: Enhet) -> dict[str, tuple[Any, str]]:
    """The unit itself, and of an entry each of its documents, with what it is called."""
    if not isinstance(enhet, Registrering):
        return {"": (enhet, _("Saken %(nr)s") % {"nr": navnet(enhet)})}
    koblinger = enhet.koblinger.select_related("dokumentbeskrivelse").order_by("dokumentnummer")[:DELER]
    dokumenter = [k.dokumentbeskrivelse for k in koblinger]
    return {"": (enhet, _("Journalposten %(nr)s") % {"nr": navnet(enhet)})} | {
        str(d.pk): (d, d.tittel) for d in dokumenter
    }


def _felt_for_del(deler: dict[str, tuple[Any, str]]) -> list[Felt]:
    """Which part of an entry; nothing to ask when there is only the unit itself."""
    valg = [(noekkel, tekst) for noekkel, (_del, tekst) in deler.items()]
    return [Felt("del", _("Hva"), "velg", valg[0][0], valg, klasse="k8")] if any(noekkel for noekkel in deler) else []


def _delen(request: Forespoersel, deler: dict[str, tuple[Any, str]]) -> Any:
    noekkel = request.POST.get("del", "")
    if noekkel not in deler:
        raise Hindret([Hinder("del.ingen", _("Velg fra listen."), felt="del")])
    return deler[noekkel][0]


def gradering(request: Forespoersel, enhet: Enhet) -> Skjema:
    """Grade it or a document of it, or lift a grading (M506, M624-M627; krav 4.5.22)."""
    deler = _delene(enhet)
    merket = {n: d.gradering for n, (d, _t) in deler.items() if hasattr(d, "gradering")}
    alle = {g.pk: (g, deler[n][1]) for n, g in merket.items()}
    her = siden(request, enhet, "gradering")
    ugradert = {n: v for n, v in deler.items() if n not in merket or merket[n].nedgraderingsdato}

    def gjoer() -> Ferdig:
        ny = grader(_delen(request, ugradert), grad=request.POST.get("grad", ""), av=request.aktoer)
        return Ferdig(_("Gradert: %(grad)s.") % {"grad": _(ny.get_grad_display())}, her)

    def opphev(pk: UUID) -> Ferdig:
        nedgrader(alle[pk][0], av=request.aktoer)
        return Ferdig(_("Graderingen er opphevet. Hvem og når blir stående."), her)

    grader_ = [(g.value, _(g.label)) for rekke in STIGENDE for g in rekke]
    felt = [*_felt_for_del(ugradert), Felt("grad", _("Gradering"), "velg", "", grader_, tom=_("Velg"), paakrevd=True)]
    hoeyest = " · ".join(_(g.label) for rekke in STIGENDE for g in rekke if g in HOEYESTE)
    return Skjema(
        _("Grader") if ugradert else "", gjoer, felt,
        forklaring=_("Høyest her: %(grader)s. Det som er strengere, skal i en egen journal utenfor Bysak.")
        % {"grader": hoeyest},
        rader=[_graderingsrad(g, tekst) for g, tekst in alle.values()], radgjoer={"opphev": opphev},
    )  # fmt: skip


def _graderingsrad(g: Gradering, hva: str) -> Rad:
    gradert = _("%(grad)s, gradert av %(navn)s %(naar)s") % {
        "grad": _(g.get_grad_display()), "navn": g.gradert_av, "naar": naar(g.graderingsdato),
    }  # fmt: skip
    if g.nedgraderingsdato is None:
        return Rad(g.pk, hva, gradert, ikon="las", knapper=[(_("Opphev"), "opphev")])
    slutt = _("opphevet av %(navn)s %(naar)s") % {"navn": g.nedgradert_av, "naar": naar(g.nedgraderingsdato)}
    return Rad(g.pk, hva, f"{gradert} · {slutt}", ikon="las")


def modulretter(request: Forespoersel, enhet: Enhet) -> Skjema:
    """What external modules reach this unit by a right on exactly it (krav 4.1.14-4.1.17)."""
    deler = _delene(enhet)
    tekster = {d.pk: tekst for d, tekst in deler.values()}
    her_eller_under = Q(mappe__in=tekster) | Q(registrering__in=tekster) | Q(dokumentbeskrivelse__in=tekster)
    rettene = Objektrettighet.objects.filter(her_eller_under)
    alle = {r.pk: r for r in rettene.select_related("modul").order_by("fra_dato")}
    moduler = Bruker.objects.filter(er_modul=True, is_active=True, pk__in=Rolletildeling.objects.values("bruker_id"))
    mulige = {str(m.pk): m for m in moduler}
    her = siden(request, enhet, "modulretter")

    def gjoer() -> Ferdig:
        modul = valgt(request.POST, "modul", mulige)
        gi_modul_rett(
            _delen(request, deler), modul=modul, skrive=request.POST.get("skrive") == "ja",
            fra=dato(request.POST, "fra_dato"), til=dato(request.POST, "til_dato"), av=request.aktoer,
        )  # fmt: skip
        return Ferdig(_("%(navn)s har fått retten.") % {"navn": modul.navn if modul else _("Alle integrasjoner")}, her)

    def trekk(pk: UUID) -> Ferdig:
        trekk_modul_rett(alle[pk], av=request.aktoer)
        return Ferdig(_("Retten er trukket."), her)

    felt = [
        *_felt_for_del(deler),
        Felt("modul", _("Integrasjon"), "velg", "", [(n, m.navn) for n, m in mulige.items()], klasse="k6",
             tom=_("Alle, også de som kommer")),
        Felt("fra_dato", _("Fra og med"), "dato", klasse="k3", hjelp=_("Tomt betyr i dag.")),
        Felt("til_dato", _("Til og med"), "dato", klasse="k3"),
        Felt("skrive", _("Kan også endre"), "kryss", klasse="k12"),
    ]  # fmt: skip
    rader = [_rettsrad(r, tekster) for r in alle.values()]
    hva = _(
        "En integrasjon når bare det den har fått rett til, og det som ligger under. Her gis retten på akkurat dette."
    )
    return Skjema(_("Gi retten"), gjoer, felt, forklaring=hva, rader=rader, radgjoer={"trekk": trekk})


def _rettsrad(r: Objektrettighet, tekster: dict[UUID, str]) -> Rad:
    hva = tekster[r.mappe_id or r.registrering_id or r.dokumentbeskrivelse_id]  # type: ignore[index]
    tid = f"{r.fra_dato:%d.%m.%Y}–" + (f"{r.til_dato:%d.%m.%Y}" if r.til_dato else "")
    rett = _("lese og endre") if r.skrive else _("lese")
    navn = r.modul.navn if r.modul else _("Alle integrasjoner")
    return Rad(r.pk, navn, f"{hva} · {rett} · {tid}", ikon="nokkel", knapper=[(_("Trekk"), "trekk")])
