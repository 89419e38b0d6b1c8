"""Every act of the menus of a case and an entry, in the order they stand: the most used first, without heading."""

from typing import Any

from django.utils.translation import gettext_noop

from bysak.arkivstruktur.koder import EGENPRODUSERT, Journalstatus, Saksstatus
from bysak.organisasjon.tilgang import Rett
from bysak.web.handling import felles, flyt, flytting, kjennetegn, parter, post, sak, svar, tilknytning
from bysak.web.handling.skjema import Handling

_BEHANDLE = (Rett.SAKSBEHANDLE, Rett.REGISTRERE)
_ARKIVET = (Rett.JOURNALFOERE,)
_NOTERE = (Rett.REGISTRERE, Rett.SAKSBEHANDLE, Rett.JOURNALFOERE)
FLYT, SVAR = gettext_noop("Behandling"), gettext_noop("Svar")
KNYTTET, RETTE = gettext_noop("Knyttet til"), gettext_noop("Rette feil")
ORDNE, LAAST = gettext_noop("Ordne"), gettext_noop("Overstyre")


def _status(*statuser: str) -> Any:
    return lambda jp: jp.journalstatus in statuser


def _egen(*statuser: str) -> Any:
    return lambda jp: jp.journalposttype in EGENPRODUSERT and jp.journalstatus in statuser


def _i_bruk(jp: Any) -> bool:
    return bool(jp.journalstatus != Journalstatus.UTGAAR)


def _aapen(enhet: Any) -> bool:
    return bool(enhet.saksstatus == Saksstatus.UNDER_BEHANDLING)


def _papir(enhet: Any) -> bool:
    return bool(enhet.dokumentmedium != "E")


def _utkast(jp: Any) -> bool:
    return not jp.foerst_endelig and jp.journalstatus in ("R", "M", "S")


_POST = (
    Handling("endre", gettext_noop("Endre opplysninger"), "", _NOTERE, post.endre, tast="E"),
    Handling("merknader", gettext_noop("Merknader"), "", _NOTERE, tilknytning.merknader, tast="M"),
    Handling("flytt", gettext_noop("Flytt til annen sak"), "", (Rett.JOURNALFOERE, Rett.SAKSBEHANDLE), flytting.en_post,
             _i_bruk),
    Handling("ferdigstill", gettext_noop("Ferdigstill"), FLYT, _BEHANDLE, post.ferdigstill, _egen("R", "S")),
    Handling("godkjenn", gettext_noop("Godkjenn"), FLYT, (Rett.FORDELE,), post.godkjenn_post, _egen("F")),
    Handling("ekspeder", gettext_noop("Ekspeder"), FLYT, (Rett.SAKSBEHANDLE, Rett.JOURNALFOERE), post.ekspeder_post,
             _egen("F", "G")),
    Handling("arkiver", gettext_noop("Arkiver"), FLYT, _ARKIVET, post.arkiver_post, _status("J")),
    Handling("flyt", gettext_noop("Send på flyt"), FLYT, _BEHANDLE, flyt.send, _egen("R", "S", "F")),
    Handling("flytsvar", gettext_noop("Svar på flyt"), FLYT, (Rett.LESE,), flyt.svar, _egen("R", "S", "F")),
    Handling("trekk", gettext_noop("Trekk tilbake fra flyt"), FLYT, _BEHANDLE, flyt.trekk, _egen("R", "S", "F")),
    Handling("foreloepig", gettext_noop("Gi foreløpig svar"), SVAR, (Rett.AVSKRIVE,), svar.foreloepig,
             lambda jp: jp.restanse),
    Handling("avskriv_flere", gettext_noop("Avskriv flere samlet"), SVAR, (Rett.AVSKRIVE,), svar.flere, _i_bruk),
    Handling("avskriv_mottaker", gettext_noop("Avskriv for en mottaker"), SVAR, (Rett.AVSKRIVE,), svar.per_mottaker,
             lambda jp: jp.restanse and jp.journalposttype == "N"),
    Handling("opphev", gettext_noop("Opphev avskrivning"), SVAR, (Rett.AVSKRIVE,), svar.opphev, _i_bruk),
    Handling("mottakere", gettext_noop("Avsender og mottakere"), KNYTTET, _BEHANDLE, parter.mottakere),
    Handling("parter", gettext_noop("Parter"), KNYTTET, _BEHANDLE, parter.parter),
    Handling("henvisninger", gettext_noop("Henvisninger"), KNYTTET, _BEHANDLE, tilknytning.henvisninger),
    Handling("identifikatorer", gettext_noop("Eiendom, plan og andre nummer"), KNYTTET, _BEHANDLE,
             kjennetegn.identifikatorer),
    Handling("presedens", gettext_noop("Presedens"), KNYTTET, (Rett.SAKSBEHANDLE, Rett.JOURNALFOERE),
             tilknytning.presedens),
    Handling("gradering", gettext_noop("Gradering"), KNYTTET, (Rett.VURDERE,), kjennetegn.gradering),
    Handling("modulretter", gettext_noop("Integrasjoner"), KNYTTET, (Rett.ADMINISTRERE,), kjennetegn.modulretter),
    Handling("utlaan", gettext_noop("Utlån av papir"), KNYTTET, _ARKIVET, felles.utlaan, _papir),
    Handling("type", gettext_noop("Endre type"), RETTE, (Rett.JOURNALFOERE, Rett.REGISTRERE), post.endre_type, _i_bruk),
    Handling("angre", gettext_noop("Angre journalføring"), RETTE, _ARKIVET, post.angre_post, _status("J", "E")),
    Handling("tilbake", gettext_noop("Før status tilbake"), RETTE, _ARKIVET, post.tilbake,
             lambda jp: jp.journalstatus not in ("M", "S", "R")),
    Handling("slett", gettext_noop("Slett utkast eller reservert nummer"), RETTE, _BEHANDLE, post.slett, _utkast),
    Handling("overstyr", gettext_noop("Endre det som er låst"), LAAST, (Rett.OVERSTYRE,), post.overstyr_felt,
             overstyrer=True),
    Handling("slett_laast", gettext_noop("Slett for godt"), LAAST, (Rett.OVERSTYRE,), felles.slettet_med_makt,
             overstyrer=True),
)  # fmt: skip

_SAK = (
    Handling("reserver", gettext_noop("Reserver nytt nummer"), "", _BEHANDLE, sak.reserver, _aapen),
    Handling("endre", gettext_noop("Endre opplysninger"), "", _NOTERE, sak.endre, tast="E"),
    Handling("merknader", gettext_noop("Merknader"), "", _NOTERE, tilknytning.merknader, tast="M"),
    Handling("parter", gettext_noop("Parter"), KNYTTET, _BEHANDLE, parter.parter),
    Handling("henvisninger", gettext_noop("Henvisninger"), KNYTTET, _BEHANDLE, tilknytning.henvisninger),
    Handling("noekkelord", gettext_noop("Nøkkelord"), KNYTTET, _BEHANDLE, sak.noekkelord),
    Handling("identifikatorer", gettext_noop("Eiendom, plan og andre nummer"), KNYTTET, _BEHANDLE,
             kjennetegn.identifikatorer),
    Handling("presedens", gettext_noop("Presedens"), KNYTTET, (Rett.SAKSBEHANDLE, Rett.JOURNALFOERE),
             tilknytning.presedens),
    Handling("gradering", gettext_noop("Gradering"), KNYTTET, (Rett.VURDERE,), kjennetegn.gradering),
    Handling("modulretter", gettext_noop("Integrasjoner"), KNYTTET, (Rett.ADMINISTRERE,), kjennetegn.modulretter),
    Handling("utlaan", gettext_noop("Utlån av papir"), KNYTTET, _ARKIVET, felles.utlaan, _papir),
    Handling("flytt", gettext_noop("Flytt journalposter"), ORDNE, (Rett.JOURNALFOERE, Rett.SAKSBEHANDLE),
             flytting.flere_poster, _aapen),
    Handling("del", gettext_noop("Del saken i to"), ORDNE, _ARKIVET, flytting.del_i_to, _aapen),
    Handling("slaa_sammen", gettext_noop("Slå sammen med en annen sak"), ORDNE, _ARKIVET, flytting.slaa_sammen_med,
             _aapen),
    Handling("klasse", gettext_noop("Bytt klasse"), ORDNE, _ARKIVET, sak.klasse, _aapen),
    Handling("sekundaer", gettext_noop("Flere klasser"), ORDNE, _BEHANDLE, kjennetegn.sekundaer, _aapen),
    Handling("arkivdel", gettext_noop("Flytt til annen arkivdel"), ORDNE, (Rett.JOURNALFOERE, Rett.ADMINISTRERE),
             sak.arkivdel, _aapen),
    Handling("utgaar", gettext_noop("Sett saken til Utgår"), RETTE, _ARKIVET, sak.utgaar, _aapen),
    Handling("slett", gettext_noop("Slett tom sak"), RETTE, (Rett.REGISTRERE,), sak.slett,
             _aapen),
    Handling("overstyr", gettext_noop("Endre det som er låst"), LAAST, (Rett.OVERSTYRE,), sak.overstyr_felt,
             overstyrer=True),
    Handling("slett_laast", gettext_noop("Slett for godt"), LAAST, (Rett.OVERSTYRE,), felles.slettet_med_makt,
             overstyrer=True),
)  # fmt: skip

FOR_POST: dict[str, Handling] = {h.kode: h for h in _POST}
FOR_SAK: dict[str, Handling] = {h.kode: h for h in _SAK}
