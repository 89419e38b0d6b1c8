"""The registration form: what it offers, what was typed, and what that amounts to. Typed values are never lost."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from bysak.arkivstruktur.arkivdeler import aktive_perioder
from bysak.arkivstruktur.models import Arkivdel, Klasse, Saksmappe
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder
from bysak.kjerne.kalender import i_dag
from bysak.mottak.forslag import Forslag, er_trolig_person
from bysak.mottak.models import Innkomst
from bysak.mottak.registrering import NySak, Registreringsvalg, vedlegg_ellers
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Rolle, Rolletildeling
from bysak.organisasjon.tilgang import synlig_q

NY_SAK = "ny"
EPOST = "epost"
_TEKSTFELT = (
    "sak", "sak_sok", "sak_tittel", "sak_klasse", "tittel", "avsender_navn", "avsender_adresse", "dokumentets_dato",
    "enhet", "saksbehandler", "hoveddokument",
)  # fmt: skip
_MAKS = 2000
_DATOFORMER = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y", "%d%m%Y")
# A new case needs them too, but the same field mends both: it is said once.
_SAMME_FELT = {"sak_enhet": "enhet", "sak_saksansvarlig": "saksbehandler"}


@dataclass(frozen=True)
class Utvalg:
    """What the form offers to choose from."""

    arkivdel: Arkivdel | None
    klasser: list[Klasse]
    enheter: list[AdministrativEnhet]
    personer: list[Rolletildeling]


@dataclass
class Skjema:
    """What stands in the fields now, where it came from, and what is wrong with it."""

    verdier: dict[str, Any]
    kilder: dict[str, str] = field(default_factory=dict)
    hindre: list[Hinder] = field(default_factory=list)
    vis_feil: bool = False

    def feil(self, felt: str) -> str:
        """The sentence that stands by a field; only after somebody has tried to send the form."""
        treff = (h.tekst for h in self.hindre if h.felt == felt and h.nivaa == "stopp")
        return next(treff, "") if self.vis_feil else ""

    @property
    def stopp(self) -> int:
        """How many things stop the act."""
        return sum(h.nivaa == "stopp" for h in self.hindre)


def utvalget() -> Utvalg:
    """What can be chosen in the open virksomhet: the active period, its lowest klasser, units, people with a role."""
    dag = i_dag()
    arkivdel = aktive_perioder().first()
    klasser = Klasse.objects.filter(avsluttet_dato=None, underklasser__isnull=True)
    if arkivdel is not None and arkivdel.klassifikasjonssystem_id is not None:
        klasser = klasser.filter(klassifikasjonssystem_id=arkivdel.klassifikasjonssystem_id)
    roller = Rolletildeling.objects.filter(
        Q(til_dato__isnull=True) | Q(til_dato__gte=dag),
        fra_dato__lte=dag,
        rolle__in=[Rolle.SAKSBEHANDLER, Rolle.LEDER],
        bruker__is_active=True,
    )
    per_person = {r.bruker_id: r for r in roller.select_related("bruker", "enhet").order_by("bruker__navn", "-rolle")}
    enheter = AdministrativEnhet.objects.filter(avsluttet_dato=None)
    return Utvalg(arkivdel, list(klasser), list(enheter), list(per_person.values()))


def lest(post: QueryDict) -> dict[str, Any]:
    """What was sent, as it was typed."""
    verdier: dict[str, Any] = {navn: post.get(navn, "").replace("\0", "")[:_MAKS] for navn in _TEKSTFELT}
    verdier["avsender_er_person"] = "avsender_er_person" in post
    # The mail as it came is there when it is the main document, whatever is ticked.
    verdier["original"] = "original" in post or verdier["hoveddokument"] == EPOST
    verdier["vedlegg"] = [v for v in post.getlist("vedlegg")[:500] if som_uuid(v)]
    # A suggestion that was taken where no script fills it in.
    felt, _skille, verdi = post.get("godta", "").partition(":")
    if felt in ("enhet", "saksbehandler") and som_uuid(verdi):
        verdier[felt] = verdi
    return verdier


def foreslaatt(rad: Innkomst, forslag: Forslag, sak: str = "") -> Skjema:
    """The form before anybody has typed: the draft that lies with the item, or the suggestions with their sources.

    sak: the case that was pointed at in the queue. Only a strong suggestion of a case is chosen beforehand.
    """
    sterk = forslag.saker[0] if forslag.saker and forslag.saker[0].styrke == 3 else None
    dato = forslag.dokumentets_dato
    rest, paabegynt = vedlegg_ellers(rad), list(rad.registreringer.all())
    verdier: dict[str, Any] = {
        "sak": sak or (str(sterk.sak.pk) if sterk else ""),
        "sak_sok": "",
        "sak_tittel": forslag.tittel.verdi,
        "sak_klasse": str(forslag.klasse.verdi.pk) if forslag.klasse else "",
        "tittel": forslag.tittel.verdi,
        "avsender_navn": rad.avsender_navn or rad.avsender_adresse,
        "avsender_adresse": rad.avsender_adresse,
        "avsender_er_person": er_trolig_person(rad.avsender_navn or rad.avsender_adresse),
        "dokumentets_dato": f"{dato.verdi:%d.%m.%Y}" if dato else "",
        "enhet": str(forslag.enhet.verdi.pk) if forslag.enhet else "",
        "saksbehandler": str(forslag.saksbehandler.verdi.pk) if forslag.saksbehandler else "",
        "hoveddokument": EPOST if rad.er_brev else next((str(v.pk) for v in rad.vedlegg.all()), ""),
        "vedlegg": [str(v.pk) for v in rad.vedlegg.all() if v.pk in rest],
        "original": True,
    }
    if paabegynt and rest:
        # The next part begins with what is left; the mail itself is in an entry already.
        foerste = next(str(v.pk) for v in rad.vedlegg.all() if v.pk in rest)
        verdier |= {"hoveddokument": foerste, "original": not any(d.original for d in paabegynt), "sak": sak}
    kilder = _kilder(
        forslag, sendt=(_("fra e-posten") if rad.er_brev else _("fra forsendelsen")) if dato and dato.styrke > 1 else ""
    )
    if not rad.kladd:
        return Skjema(verdier, kilder)
    fra_kladd = {n: v for n, v in rad.kladd.items() if n in verdier}
    return Skjema(
        verdier | fra_kladd | ({"sak": sak} if sak else {}),
        {n: k for n, k in kilder.items() if verdier[n] == rad.kladd.get(n)},
    )


def _kilder(forslag: Forslag, *, sendt: str) -> dict[str, str]:
    """Where each suggested value came from, in the few words that fit beside a label."""
    saken, foer = _("fra saken"), _("slik det er gjort før")
    kilder = {
        "tittel": _("fra emnet") if forslag.tittel.verdi else "",
        "dokumentets_dato": sendt or (_("mottattdato") if forslag.dokumentets_dato else ""),
        "enhet": (foer if forslag.enhet.laert else saken) if forslag.enhet else "",
        "saksbehandler": (foer if forslag.saksbehandler.laert else saken) if forslag.saksbehandler else "",
    }
    if forslag.klasse:
        kilder["sak_klasse"] = (
            foer if forslag.klasse.laert else _("ord i emnet") if forslag.klasse.styrke == 1 else saken
        )
    return {felt: kilde for felt, kilde in kilder.items() if kilde}


def arv_fra_saken(skjema: Skjema, forslag: Forslag) -> None:
    """A case was chosen: the letter goes where the case is."""
    for felt, verdi in (("enhet", forslag.enhet), ("saksbehandler", forslag.saksbehandler)):
        if verdi is not None:
            skjema.verdier[felt] = str(verdi.verdi.pk)
            skjema.kilder[felt] = _("fra saken")


def finn_sak(verdi: str, av: Aktoer) -> Saksmappe | None:
    """The chosen case, if the person may see it."""
    sak_id = som_uuid(verdi)
    if sak_id is None:
        return None
    saker = Saksmappe.objects.filter(synlig_q(av), pk=sak_id)
    return saker.select_related("administrativ_enhet", "saksansvarlig", "klasse", "virksomhet").first()


def til_valg(verdier: dict[str, Any], utvalg: Utvalg, av: Aktoer) -> tuple[Registreringsvalg, list[Hinder]]:
    """What the verb is asked to do, and what could not be understood."""
    dato, hindre = _dato(str(verdier["dokumentets_dato"]))
    rolle = next((r for r in utvalg.personer if str(r.bruker_id) == verdier["saksbehandler"]), None)
    person: Bruker | None = rolle.bruker if rolle else None
    enhet = _valgt(utvalg.enheter, verdier["enhet"]) or (rolle.enhet if rolle else None)
    ny = verdier["sak"] == NY_SAK
    valg = Registreringsvalg(
        tittel=str(verdier["tittel"]),
        sak=None if ny else finn_sak(str(verdier["sak"]), av),
        ny_sak=NySak(utvalg.arkivdel, str(verdier["sak_tittel"]), _valgt(utvalg.klasser, verdier["sak_klasse"]))
        if ny
        else None,
        avsender_navn=str(verdier["avsender_navn"]),
        avsender_adresse=str(verdier["avsender_adresse"]),
        avsender_er_person=bool(verdier["avsender_er_person"]),
        enhet=enhet,
        saksbehandler=person,
        dokumentets_dato=dato,
        hoveddokument=som_uuid(str(verdier["hoveddokument"])),
        vedlegg=frozenset(u for v in verdier["vedlegg"] if (u := som_uuid(str(v)))),
        original=bool(verdier.get("original", True)),
    )
    return valg, hindre


def en_gang(hindre: Iterable[Hinder]) -> list[Hinder]:
    """The hindringer with the form's own field names; what one field mends is said once.

    When the item is another's or finished, nothing in the form mends that, and it is all that is said.
    """
    hindre = list(hindre)
    hindre = [h for h in hindre if h.kode.startswith("innkomst.")] or hindre
    sett: set[tuple[str, str]] = set()
    ut: list[Hinder] = []
    for hinder in sorted(hindre, key=lambda h: h.felt in _SAMME_FELT):
        felt = _SAMME_FELT.get(hinder.felt, hinder.felt)
        noekkel = (felt, hinder.kode if not felt else "")
        if noekkel not in sett:
            sett.add(noekkel)
            ut.append(replace(hinder, felt=felt))
    return ut


def _dato(tekst: str) -> tuple[date | None, list[Hinder]]:
    ren = tekst.strip().replace(" ", "")
    if not ren:
        return None, []
    for form in _DATOFORMER:
        try:
            funnet = datetime.strptime(ren, form).date()  # noqa: DTZ007 (a date has no zone)
        except ValueError:
            continue
        if 1800 <= funnet.year <= 9999:
            return funnet, []
    setning = _("Datoen «%(dato)s» kan ikke leses. Skriv dag, måned og år, for eksempel 19.11.2026.") % {
        "dato": ren[:40]
    }
    return None, [Hinder("registrer.dato", setning, felt="dokumentets_dato")]


def _valgt(rader: list[Any], verdi: object) -> Any:
    return next((r for r in rader if str(r.pk) == str(verdi)), None)


def som_uuid(verdi: str) -> UUID | None:
    """The key that a field holds, if it is one."""
    try:
        return UUID(verdi)
    except ValueError:
        return None
