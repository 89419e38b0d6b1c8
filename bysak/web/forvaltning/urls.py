"""Addresses of administration; every one carries its bydel."""

from django.urls import path

from bysak.web.forvaltning import (
    arkiv,
    enheter,
    folk,
    formater,
    fravaer,
    inngang,
    innlogginger,
    klassifikasjon,
    metadata,
    moduler,
    retter,
    roller,
)

_HER = "forvaltning/<slug:bydel>"
_PERSON = _HER + "/folk/<uuid:person>"
_ROLLE = _HER + "/roller/<uuid:rolle>"
_SYSTEM = _HER + "/klassifikasjon/<uuid:system>"
_KLASSE = _HER + "/klasser/<uuid:klasse>"
_ARKIV = _HER + "/arkiv/<uuid:arkiv>"
_ARKIVDEL = _HER + "/arkivdeler/<uuid:arkivdel>"

urlpatterns = [
    path("forvaltning", inngang.inngang, name="forvaltning"),
    path(_HER + "/meg", fravaer.mine_roller, name="mine_roller"),
    path(_HER + "/folk", folk.folk, name="forvaltning_folk"),
    path(_HER + "/folk/ny", folk.ny_person, name="forvaltning_ny_person"),
    path(_PERSON, folk.person, name="forvaltning_person"),
    path(_PERSON + "/navn", innlogginger.navn, name="forvaltning_navn"),
    path(_PERSON + "/passord", innlogginger.passord, name="forvaltning_passord"),
    path(_PERSON + "/passiv", innlogginger.passiv, name="forvaltning_passiv"),
    path(_PERSON + "/aktiv", innlogginger.aktiv, name="forvaltning_aktiv"),
    path(_PERSON + "/rolle", roller.ny_rolle, name="forvaltning_ny_rolle"),
    path(_PERSON + "/fravaer", fravaer.nytt_fravaer, name="nytt_fravaer"),
    path(_PERSON + "/overlever", fravaer.overlever_alt, name="overlever"),
    path(_HER + "/fravaer/<uuid:fravaer>/avslutt", fravaer.avslutt, name="avslutt_fravaer"),
    path(_ROLLE + "/avslutt", roller.avslutt, name="forvaltning_rolleslutt"),
    path(_ROLLE + "/begrens", roller.begrens, name="forvaltning_begrens"),
    path(_ROLLE + "/deleger", roller.deleger_rolle, name="deleger_rolle"),
    path(_HER + "/enheter", enheter.enheter, name="forvaltning_enheter"),
    path(_HER + "/enheter/ny", enheter.ny_enhet, name="forvaltning_ny_enhet"),
    path(_HER + "/enheter/<uuid:enhet>/flytt", enheter.flytt_enhet, name="forvaltning_flytt_enhet"),
    path(_HER + "/enheter/<uuid:enhet>/legg-ned", enheter.legg_ned, name="forvaltning_legg_ned"),
    path(_HER + "/rettigheter", retter.retter, name="forvaltning_retter"),
    path(_HER + "/klassifikasjon", klassifikasjon.systemer, name="forvaltning_klassifikasjon"),
    path(_HER + "/klassifikasjon/nytt", klassifikasjon.nytt_system, name="forvaltning_nytt_system"),
    path(_SYSTEM, klassifikasjon.system, name="forvaltning_klasser"),
    path(_SYSTEM + "/endre", klassifikasjon.endre_system, name="forvaltning_endre_system"),
    path(_SYSTEM + "/avslutt", klassifikasjon.avslutt_system, name="forvaltning_avslutt_system"),
    path(_SYSTEM + "/versjon", klassifikasjon.versjon, name="forvaltning_versjon"),
    path(_SYSTEM + "/klasse", klassifikasjon.ny_klasse, name="forvaltning_ny_klasse"),
    path(_KLASSE + "/endre", klassifikasjon.endre, name="forvaltning_endre_klasse"),
    path(_KLASSE + "/avslutt", klassifikasjon.avslutt, name="forvaltning_avslutt_klasse"),
    path(_KLASSE + "/slett", klassifikasjon.slett, name="forvaltning_slett_klasse"),
    path(_KLASSE + "/overgang", klassifikasjon.overgang, name="forvaltning_overgang"),
    path(_HER + "/overganger/<uuid:overgang>/fjern", klassifikasjon.uten_overgang, name="forvaltning_uten_overgang"),
    path(_HER + "/arkiv", arkiv.arkivene, name="forvaltning_arkiv"),
    path(_HER + "/arkiv/nytt", arkiv.nytt_arkiv, name="forvaltning_nytt_arkiv"),
    path(_ARKIV + "/endre", arkiv.endre_et_arkiv, name="forvaltning_endre_arkiv"),
    path(_ARKIV + "/avslutt", arkiv.avslutt_et_arkiv, name="forvaltning_avslutt_arkiv"),
    path(_ARKIV + "/arkivdel", arkiv.ny_arkivdel, name="forvaltning_ny_arkivdel"),
    path(_ARKIVDEL + "/endre", arkiv.endre, name="forvaltning_endre_arkivdel"),
    path(_ARKIVDEL + "/periodeskille", arkiv.periodeskille, name="forvaltning_periodeskille"),
    path(_ARKIVDEL + "/system", arkiv.nytt_sekundaersystem, name="forvaltning_sekundaersystem"),
    path(_HER + "/sekundaer/<uuid:bruken>/slutt", arkiv.uten_sekundaersystem, name="forvaltning_uten_sekundaersystem"),
    path(_ARKIVDEL + "/overfoer", arkiv.overfoer, name="forvaltning_overfoer"),
    path(_ARKIVDEL + "/avslutt", arkiv.avslutt_periode, name="forvaltning_avslutt_arkivdel"),
    path(_HER + "/slett/<slug:hva>/<uuid:pk>", arkiv.slett_alt, name="forvaltning_slett"),
    path(_HER + "/formater", formater.formater, name="forvaltning_formater"),
    path(_HER + "/formater/nytt", formater.nytt_format, name="forvaltning_nytt_format"),
    path(_HER + "/formater/<uuid:format>/stryk", formater.stryk, name="forvaltning_stryk_format"),
    path(_HER + "/formater/regel", formater.regel, name="forvaltning_regel"),
    path(_HER + "/formater/kontroll", formater.kontroll, name="forvaltning_formatkontroll"),
    path(_HER + "/formater/fil/<uuid:objekt>/igjen", formater.igjen, name="forvaltning_proev_igjen"),
    path(_HER + "/formater/slett/<slug:utvalg>", formater.slettbare, name="forvaltning_slettbare"),
    path(_HER + "/metadata", metadata.feltene, name="forvaltning_metadata"),
    path(_HER + "/metadata/nytt", metadata.nytt_felt, name="forvaltning_nytt_felt"),
    path(_HER + "/metadata/<uuid:felt>/utgaa", metadata.utgaa, name="forvaltning_utgaa_felt"),
    path(_HER + "/metadata/hjemmel", metadata.ny_preshjemmel, name="forvaltning_ny_hjemmel"),
    path(_HER + "/metadata/hjemler/<uuid:hjemmel>/utgaa", metadata.utgaatt_hjemmel, name="forvaltning_utgaa_hjemmel"),
    path(_HER + "/moduler", moduler.modulene, name="forvaltning_moduler"),
    path(_HER + "/moduler/rett", moduler.ny_rett, name="forvaltning_ny_rett"),
    path(_HER + "/moduler/rett/<uuid:rett>/trekk", moduler.trekk, name="forvaltning_trekk_rett"),
]
