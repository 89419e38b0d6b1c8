"""Every verb of the archive core as an act that anybody may try, with its twin and with objects drawn at random."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Model

from bysak.arkivstruktur import avskrivning as avs
from bysak.arkivstruktur import (
    avslutning,
    dokument,
    ekspedering,
    endring,
    flytting,
    journalfoering,
    merknader,
    omgjoering,
    opprettelse,
    parter,
    presedens,
    reservasjon,
    skjerming,
    tilknytning,
)
from bysak.arkivstruktur.arkivnotat import hindre_for_arkivnotat, opprett_arkivnotat
from bysak.arkivstruktur.dokumentknytning import hindre_for_tilknytning, knytt_dokument
from bysak.arkivstruktur.frysing import hindre_for_overstyring, overstyr
from bysak.arkivstruktur.koder import Avskrivningsmaate
from bysak.arkivstruktur.korrespondanse import (
    fjern_korrespondansepart,
    hindre_for_fjerning,
    hindre_for_korrespondansepart,
    legg_til_korrespondansepart,
)
from bysak.arkivstruktur.models import (
    Arkivdel,
    Avskrivning,
    Dokumentbeskrivelse,
    Journalpost,
    Klasse,
    Korrespondansepart,
    Kryssreferanse,
    Merknad,
    Part,
    Presedens,
    Registrering,
    Saksmappe,
)
from bysak.arkivstruktur.opprettelse import NyPart
from bysak.arkivstruktur.versjoner import NyFil, arkiver_filer, hindre_for_filer
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder
from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.lager import Lagret
from bysak.organisasjon.models import AdministrativEnhet, Bruker
from bysak.saksbehandling import fordeling, foreloepig

M = TypeVar("M", bound=Model)
FOLK = ("kari", "nora", "ola", "ingvild", "maja", "henrik", "lise", "tone", "siv", "marius")
GRUNNER = ("feil registrert",) * 6 + ("", " \u200b ")
FIL = Lagret("ab" * 32, 1234)
Tvilling = Iterable[Hinder] | None
Forsoek = tuple[Tvilling, Callable[[], Any]]


class Ingenting(Exception):
    """There is nothing of the kind to try it on yet."""


@dataclass
class Valg:
    """What the dice say: objects of this walk, the newest first; or another bydel's, held since it was seen there."""

    tall: Sequence[int]
    fremmede: dict[str, list[Any]] = field(default_factory=dict)
    fremmed: bool = False
    brukt: int = 0
    tok_fremmed: bool = False

    def n(self, under: int) -> int:
        """The next number of the dice."""
        self.brukt += 1
        return self.tall[self.brukt % len(self.tall)] % under

    def av(self, liste: Sequence[Any]) -> Any:
        """One of a list."""
        return liste[self.n(len(liste))]

    def en(self, modell: type[M], **der: Any) -> M:
        """One of the newest of a kind; or, where the dice say so, one that another bydel has."""
        borte = self.fremmede.get(modell.__name__, [])
        if self.fremmed and borte and self.n(2):
            self.tok_fremmed = True
            funnet: M = self.av(borte)
            return funnet
        noen = list(modell._default_manager.filter(**der).order_by("-pk")[:4])
        if not noen:
            raise Ingenting
        valgt: M = self.av(noen)
        return valgt

    def helst(self, modell: type[M], **der: Any) -> M:
        """Mostly one that the act is meant for, when there is one; else whichever it is, to be told no."""
        if not self.fremmed and self.n(4):
            egnet = list(modell._default_manager.filter(**der).order_by("-pk")[:4])
            if egnet:
                valgt: M = self.av(egnet)
                return valgt
        return self.en(modell)

    def sak(self, **der: Any) -> Saksmappe:
        """A case, mostly one like this."""
        return self.helst(Saksmappe, **der) if der else self.en(Saksmappe)

    def post(self, **der: Any) -> Journalpost:
        """An entry, mostly one like this."""
        return self.helst(Journalpost, **der) if der else self.en(Journalpost)

    def person(self, navn: Sequence[str] = FOLK) -> Bruker:
        """A person, who may have no role here."""
        return Bruker.objects.get(brukernavn=self.av(navn))

    def enhet(self) -> AdministrativEnhet:
        """A unit."""
        return self.en(AdministrativEnhet)

    def grunn(self) -> str:
        """A reason, and now and then one that is none."""
        return str(self.av(GRUNNER))

    def dag(self) -> date | None:
        """A date that may be wrong."""
        valg: date | None = self.av((None, None, i_dag(), i_dag() + timedelta(3), date(1066, 1, 1), date(2020, 2, 29)))
        return valg


Akt = Callable[[Valg, Aktoer], Forsoek]
AKTER: dict[str, tuple[str, Akt]] = {}


def akt(som: str) -> Callable[[Akt], Akt]:
    """Register an act; som: who would normally do it (arkiv, leder, behandler or forvalter)."""

    def inn(funksjon: Akt) -> Akt:
        AKTER[funksjon.__name__] = (som, funksjon)
        return funksjon

    return inn


@akt("arkiv")
def opprett_sak(v: Valg, av: Aktoer) -> Forsoek:
    felt: dict[str, Any] = {
        "tittel": v.av(("Gangvei ved Kvernbekken", "Lekeplass i Tårnkvartalet", "", "x" * 501)),
        "klasse": v.en(Klasse, klasse_id=v.av(("200", "400", "320"))), "enhet": v.enhet(), "saksansvarlig": v.person(),
        "saksdato": v.dag(),
    }  # fmt: skip
    del_ = v.en(Arkivdel)
    tvilling = opprettelse.hindre_for_saksmappe(del_, **felt)
    return tvilling, lambda: opprettelse.opprett_saksmappe(del_, av=av, **felt)


@akt("arkiv")
def opprett_post(v: Valg, av: Aktoer) -> Forsoek:
    sak, slag = v.sak(saksstatus="B"), v.av(("I", "I", "U", "N", "X", "S", "Q"))
    parter_ = [NyPart({"I": "EA", "U": "EM"}.get(slag, "IA"), "Velforeningen", er_person=bool(v.n(2)))]
    if v.n(4):
        parter_ += [NyPart("IM", "Oppvekst"), NyPart("IM", "Helse")]
    felt: dict[str, Any] = {
        "type": slag, "tittel": v.av(("Ønske om gangvei", "Svar om lekeplass", "")), "parter": parter_,
        "status": None if slag == "I" else v.av((None, "F", "S", "J")), "dokumentets_dato": v.dag(),
        "mottatt_dato": naa() if slag == "I" else None,
    }  # fmt: skip
    tvilling = opprettelse.hindre_for_journalpost(sak, **felt)
    return tvilling, lambda: opprettelse.opprett_journalpost(sak, av=av, **felt)


@akt("arkiv")
def notat(v: Valg, av: Aktoer) -> Forsoek:
    sak, tittel = v.sak(saksstatus="B"), v.av(("Notat", "Notat", ""))
    return hindre_for_arkivnotat(sak, tittel), lambda: opprett_arkivnotat(sak, tittel=tittel, av=av)


@akt("arkiv")
def journalfoer(v: Valg, av: Aktoer) -> Forsoek:
    jp, dag = v.post(journalstatus__in="MFGE"), v.av((None, None, None, i_dag() + timedelta(1)))
    return journalfoering.hindre_for_journalfoering(jp, dag), lambda: journalfoering.journalfoer(jp, av=av, dato=dag)


@akt("arkiv")
def arkiver(v: Valg, av: Aktoer) -> Forsoek:
    reg = v.helst(Registrering, journalstatus="J")
    return journalfoering.hindre_for_arkivering(reg), lambda: journalfoering.arkiver(reg, av=av)


@akt("arkiv")
def utgaar(v: Valg, av: Aktoer) -> Forsoek:
    jp, grunn = v.post(), v.grunn()
    return journalfoering.hindre_for_utgaar(jp, grunn), lambda: journalfoering.sett_utgaar(jp, grunn=grunn, av=av)


@akt("behandler")
def ferdigstill_post(v: Valg, av: Aktoer) -> Forsoek:
    jp = v.post(journalposttype__in="UNXS", journalstatus__in="RS")
    return ekspedering.hindre_for_ferdigstilling_av_post(jp), lambda: ekspedering.ferdigstill_journalpost(jp, av=av)


@akt("leder")
def godkjenn(v: Valg, av: Aktoer) -> Forsoek:
    jp = v.post(journalstatus="F")
    return ekspedering.hindre_for_godkjenning(jp), lambda: ekspedering.godkjenn(jp, av=av)


@akt("arkiv")
def ekspeder(v: Valg, av: Aktoer) -> Forsoek:
    jp = v.post(journalstatus__in="FG")
    return ekspedering.hindre_for_ekspedering(jp), lambda: ekspedering.ekspeder(jp, av=av)


@akt("arkiv")
def legg_ved(v: Valg, av: Aktoer) -> Forsoek:
    reg, hoved, ferdig = v.helst(Registrering, arkivert_dato=None), not v.n(2), bool(v.n(4))
    tvilling = dokument.hindre_for_nytt_dokument(reg, tittel="Vedlegg", hoveddokument=hoved, ferdigstilt=ferdig)
    return [*dokument.hindre_for_andre(av, reg), *tvilling], lambda: dokument.legg_ved_fil(
        reg, tittel="Vedlegg", lagret=FIL, filnavn="v.pdf", mime="application/pdf", format="fmt/354", av=av,
        hoveddokument=hoved, ferdigstilt=ferdig,
    )  # fmt: skip


@akt("arkiv")
def ferdigstill_dokument(v: Valg, av: Aktoer) -> Forsoek:
    dok = v.helst(Dokumentbeskrivelse, dokumentstatus="B")
    tvilling = [
        *dokument.hindre_for_andre(av, *dokument.registreringene(dok)),
        *dokument.hindre_for_ferdigstilling(dok),
    ]
    return tvilling, lambda: dokument.ferdigstill(dok, av=av)


@akt("arkiv")
def ny_versjon(v: Valg, av: Aktoer) -> Forsoek:
    dok = v.en(Dokumentbeskrivelse)
    filer = [NyFil(FIL, "ny.pdf", "application/pdf", "fmt/354", versjon=v.av((None, 1, 7)), sladdet=not v.n(3))]
    tvilling = [*dokument.hindre_for_andre(av, *dokument.registreringene(dok)), *hindre_for_filer(dok, filer)]
    return tvilling, lambda: arkiver_filer(dok, filer=filer, av=av)


@akt("arkiv")
def del_dokument(v: Valg, av: Aktoer) -> Forsoek:
    reg, dok = v.en(Registrering), v.en(Dokumentbeskrivelse)
    tvilling = [*dokument.hindre_for_andre(av, reg), *hindre_for_tilknytning(reg, dokument=dok, som="V")]
    return tvilling, lambda: knytt_dokument(reg, dokument=dok, som="V", av=av)


@akt("arkiv")
def avskriv(v: Valg, av: Aktoer) -> Forsoek:
    jp, maate = v.post(restanse=True, journalstatus="J"), v.av((*Avskrivningsmaate.values, "ZZ"))
    svar = v.post(mappe_id=jp.mappe_id, journalposttype="U") if not v.n(3) else None
    part = v.en(Korrespondansepart, registrering=jp) if not v.n(4) else None
    dag = v.dag()
    tvilling = avs.hindre_for_avskrivning(jp, maate, svar, dag, part)
    return tvilling, lambda: avs.avskriv(jp, maate=maate, besvart_av=svar, dato=dag, part=part, av=av)


@akt("arkiv")
def opphev_avskrivning(v: Valg, av: Aktoer) -> Forsoek:
    rad, grunn = v.en(Avskrivning), v.grunn()
    return avs.hindre_for_oppheving(rad, grunn), lambda: avs.opphev_avskrivning(rad, grunn=grunn, av=av)


@akt("arkiv")
def fordel(v: Valg, av: Aktoer) -> Forsoek:
    jp, enhet, hvem = v.post(), v.enhet(), v.person()
    tvilling = fordeling.hindre_for_fordeling(jp, enhet, hvem)
    return tvilling, lambda: fordeling.fordel(jp, enhet=enhet, saksbehandler=hvem, av=av, merknad=v.grunn())


@akt("leder")
def foreloepig_svar(v: Valg, av: Aktoer) -> Forsoek:
    jp, frist = v.post(restanse=True), i_dag() + timedelta(v.n(5))
    svar = v.post(mappe_id=jp.mappe_id, journalposttype="U") if v.n(2) else None
    tvilling = foreloepig.hindre_for_foreloepig_svar(jp, frist, svar)
    return tvilling, lambda: foreloepig.gi_foreloepig_svar(jp, ny_frist=frist, svar=svar, av=av)


@akt("leder")
def skjerm(v: Valg, av: Aktoer) -> Forsoek:
    jp = v.post()
    felt: dict[str, Any] = {
        "hjemmel": v.av(("Offl § 13", "Offl § 14", "")), "kode": v.av(("UO", "KL", "P", "QQ")),
        "skjermede_parter": set(v.av((jp.korrespondanseparter, part_av_en_annen(v))).values_list("pk", flat=True)),
    }  # fmt: skip
    tvilling = skjerming.hindre_for_skjerming(jp, **felt)
    return tvilling, lambda: skjerming.skjerm_registrering(
        jp, av=av, skjermede_ord={0}, offentlig_tittel="*** gangvei", hele_dokumentet=v.av((None, True, False)), **felt
    )


def part_av_en_annen(v: Valg) -> Any:
    """The parties of some other entry."""
    return Korrespondansepart.objects.filter(registrering=v.post())


@akt("leder")
def opphev_skjerming(v: Valg, av: Aktoer) -> Forsoek:
    jp = v.post()
    return (), lambda: skjerming.opphev_skjerming(jp, av=av)


@akt("arkiv")
def flytt(v: Valg, av: Aktoer) -> Forsoek:
    poster: list[Registrering] = [v.helst(Registrering, arkivert_dato=None) for _ in range(1 + v.n(2))]
    til, grunn = v.sak(saksstatus="B"), v.grunn()
    poster = list({p.pk: p for p in poster}.values())
    tvilling = flytting.hindre_for_flytting(poster, til, grunn, av)
    return tvilling, lambda: flytting.flytt(poster, til=til, grunn=grunn, av=av)


@akt("arkiv")
def slaa_sammen(v: Valg, av: Aktoer) -> Forsoek:
    fra, til, grunn = v.sak(saksstatus="B"), v.sak(saksstatus="B"), v.grunn()
    return None, lambda: flytting.slaa_sammen(fra, til=til, grunn=grunn, av=av)


@akt("arkiv")
def del_sak(v: Valg, av: Aktoer) -> Forsoek:
    sak, grunn = v.sak(saksstatus="B", registreringer__arkivert_dato=None), v.grunn()
    poster = list(Registrering.objects.filter(mappe_id=sak.pk).order_by("pk")[: v.n(3)])
    return None, lambda: flytting.del_sak(sak, poster=poster, tittel=v.av(("Delt", "")), grunn=grunn, av=av)


@akt("arkiv")
def omklassifiser(v: Valg, av: Aktoer) -> Forsoek:
    sak, klasse, grunn = v.sak(saksstatus="B"), v.en(Klasse, klasse_id=v.av(("200", "400", "320"))), v.grunn()
    tvilling = flytting.hindre_for_omklassifisering(sak, klasse, grunn)
    return tvilling, lambda: flytting.omklassifiser(sak, klasse=klasse, grunn=grunn, av=av)


@akt("arkiv")
def flytt_sak(v: Valg, av: Aktoer) -> Forsoek:
    sak, til = v.sak(), v.en(Arkivdel)
    return flytting.hindre_for_ny_arkivdel(sak, til), lambda: flytting.flytt_sak(sak, arkivdel=til, av=av)


@akt("arkiv")
def omtyp(v: Valg, av: Aktoer) -> Forsoek:
    jp, slag, grunn = v.post(journalstatus__in="MRS"), v.av("IUNXSQ"), v.grunn()
    return omgjoering.hindre_for_omtyping(jp, slag, grunn), lambda: omgjoering.omtyp(jp, type=slag, grunn=grunn, av=av)


@akt("arkiv")
def tilbakefoer(v: Valg, av: Aktoer) -> Forsoek:
    jp, til, grunn = v.post(journalstatus__in="FGEJA"), v.av("MSRFGJ"), v.grunn()
    tvilling = omgjoering.hindre_for_tilbakefoering(jp, til, grunn)
    return tvilling, lambda: omgjoering.tilbakefoer(jp, til=til, grunn=grunn, av=av)


@akt("arkiv")
def angre(v: Valg, av: Aktoer) -> Forsoek:
    jp, grunn = v.post(journalstatus__in="EJ"), v.grunn()
    return None, lambda: omgjoering.angre(jp, grunn=grunn, av=av)


def noe(v: Valg) -> Any:
    """A case or an entry."""
    return v.sak() if v.n(2) else v.en(Registrering)


@akt("arkiv")
def merknad(v: Valg, av: Aktoer) -> Forsoek:
    enhet, tekst = noe(v), v.grunn()
    return merknader.hindre_for_merknad(enhet, tekst), lambda: merknader.ny_merknad(enhet, tekst=tekst, av=av)


@akt("arkiv")
def rett_merknad(v: Valg, av: Aktoer) -> Forsoek:
    rad, tekst = v.en(Merknad), v.grunn()
    tvilling = merknader.hindre_for_retting_av_merknad(rad, av, tekst)
    return tvilling, lambda: merknader.rett_merknad(rad, tekst=tekst, av=av)


@akt("arkiv")
def slett_merknad(v: Valg, av: Aktoer) -> Forsoek:
    rad = v.en(Merknad)
    return merknader.hindre_for_retting_av_merknad(rad, av), lambda: merknader.slett_merknad(rad, av=av)


@akt("arkiv")
def henvis(v: Valg, av: Aktoer) -> Forsoek:
    fra, til = noe(v), noe(v)
    return (
        tilknytning.hindre_for_kryssreferanse(fra, til),
        lambda: tilknytning.opprett_kryssreferanse(fra, til=til, av=av),
    )


@akt("arkiv")
def slett_henvisning(v: Valg, av: Aktoer) -> Forsoek:
    rad = v.en(Kryssreferanse)
    return (), lambda: tilknytning.slett_kryssreferanse(rad, av=av)


@akt("arkiv")
def ny_part(v: Valg, av: Aktoer) -> Forsoek:
    enhet, felt = noe(v), {"navn": v.av(("Ebba Lønnfjell", "")), "rolle": "KLI"}
    return parter.hindre_for_part(enhet, felt), lambda: parter.ny_part(enhet, av=av, **felt)


@akt("leder")
def skjerm_part(v: Valg, av: Aktoer) -> Forsoek:
    rad, felt = v.en(Part), {"skjermes": v.av(("N", "A", "Q")), "kode": "UO", "hjemmel": "Offl § 13"}
    tvilling = parter.hindre_for_skjerming_av_part(rad, **felt)
    return tvilling, lambda: parter.skjerm_part(rad, av=av, **felt)


@akt("arkiv")
def fjern_part(v: Valg, av: Aktoer) -> Forsoek:
    rad = v.en(Part)
    return (), lambda: parter.fjern_part(rad, av=av)


@akt("arkiv")
def ny_mottaker(v: Valg, av: Aktoer) -> Forsoek:
    jp, ny = v.post(), NyPart(v.av(("EK", "IM", "ZZ")), "Grannelaget", saksbehandler=v.person() if v.n(2) else None)
    felt = {"navn": ny.navn, "korrespondanseparttype": ny.type, "saksbehandler": ny.saksbehandler}
    tvilling = hindre_for_korrespondansepart(jp, felt)
    return tvilling, lambda: legg_til_korrespondansepart(jp, part=ny, av=av)


@akt("arkiv")
def fjern_mottaker(v: Valg, av: Aktoer) -> Forsoek:
    rad = v.en(Korrespondansepart)
    return hindre_for_fjerning(rad), lambda: fjern_korrespondansepart(rad, av=av)


@akt("behandler")
def ny_presedens(v: Valg, av: Aktoer) -> Forsoek:
    paa = noe(v)
    felt: dict[str, Any] = {
        "tittel": v.av(("Gangvei gis", "")), "dato": v.dag() or i_dag(), "rettskildefaktor": "Forvaltningspraksis",
        "avgjoerelser": [v.en(Registrering)] if v.n(2) else [],
    }  # fmt: skip
    return presedens.hindre_for_presedens(paa, **felt), lambda: presedens.opprett_presedens(paa, av=av, **felt)


@akt("leder")
def godkjenn_presedens(v: Valg, av: Aktoer) -> Forsoek:
    rad = v.helst(Presedens, presedens_godkjent_dato=None)
    return presedens.hindre_for_presedensgodkjenning(rad), lambda: presedens.godkjenn_presedens(rad, av=av)


@akt("behandler")
def foreld_presedens(v: Valg, av: Aktoer) -> Forsoek:
    rad, grunn = v.en(Presedens), v.grunn()
    return presedens.hindre_for_foreldelse(rad, grunn), lambda: presedens.foreld_presedens(rad, grunn=grunn, av=av)


@akt("behandler")
def slett_presedens(v: Valg, av: Aktoer) -> Forsoek:
    rad, grunn = v.helst(Presedens, presedens_godkjent_dato=None), v.grunn()
    tvilling = presedens.hindre_for_sletting_av_presedens(rad, grunn)
    return tvilling, lambda: presedens.slett_presedens(rad, grunn=grunn, av=av)


@akt("leder")
def avslutt(v: Valg, av: Aktoer) -> Forsoek:
    sak, rest = v.sak(saksstatus="B"), bool(v.n(3))
    tvilling = avslutning.hindre_for_avslutning(sak, avskriv_rest=rest)
    return tvilling, lambda: avslutning.avslutt_saksmappe(sak, av=av, avskriv_rest=rest)


@akt("arkiv")
def gjenaapne(v: Valg, av: Aktoer) -> Forsoek:
    sak, grunn = v.sak(saksstatus="A"), v.grunn()
    tvilling = avslutning.hindre_for_gjenaapning(sak, grunn)
    return tvilling, lambda: avslutning.gjenaapne_saksmappe(sak, grunn=grunn, av=av)


@akt("arkiv")
def sak_utgaar(v: Valg, av: Aktoer) -> Forsoek:
    sak, grunn = v.sak(saksstatus="B", registreringer=None), v.grunn()
    return avslutning.hindre_for_sak_utgaar(sak, grunn), lambda: avslutning.sett_sak_utgaar(sak, grunn=grunn, av=av)


@akt("arkiv")
def slett_post(v: Valg, av: Aktoer) -> Forsoek:
    jp, grunn = v.post(journalstatus__in="MRS", foerst_endelig=None), v.grunn()
    return reservasjon.hindre_for_sletting(jp, grunn), lambda: reservasjon.slett_journalpost(jp, grunn=grunn, av=av)


@akt("arkiv")
def slett_sak(v: Valg, av: Aktoer) -> Forsoek:
    sak, grunn = v.sak(saksstatus="B", registreringer=None), v.grunn()
    tvilling = reservasjon.hindre_for_sletting_av_sak(sak, grunn)
    return tvilling, lambda: reservasjon.slett_saksmappe(sak, grunn=grunn, av=av)


@akt("forvalter")
def overstyr_slett(v: Valg, av: Aktoer) -> Forsoek:
    enhet = noe(v)
    return reservasjon.hindre_for_overstyrt_sletting(enhet), lambda: reservasjon.overstyr_sletting(enhet, av=av)


@akt("forvalter")
def overstyr_felt(v: Valg, av: Aktoer) -> Forsoek:
    jp, felt = v.post(), v.av(({"tittel": "Overstyrt"}, {"journalaar": 1999}, {}))
    return hindre_for_overstyring(jp, felt), lambda: overstyr(jp, felt=felt, av=av)


@akt("arkiv")
def endre_post(v: Valg, av: Aktoer) -> Forsoek:
    jp = v.post()
    felt = v.av(({"tittel": "Ny tittel"}, {"tittel": ""}, {"dokumentets_dato": v.dag()}, {"forfallsdato": v.dag()}))
    return endring.hindre_for_endring(jp, felt), lambda: endring.endre_journalpost(jp, av=av, **felt)


@akt("arkiv")
def endre_sak(v: Valg, av: Aktoer) -> Forsoek:
    sak, felt = v.sak(), v.av(({"tittel": "Ny sakstittel"}, {"administrativ_enhet": v.enhet()}, {"saksdato": v.dag()}))
    return endring.hindre_for_endring(sak, felt), lambda: endring.endre_saksmappe(sak, av=av, **felt)
