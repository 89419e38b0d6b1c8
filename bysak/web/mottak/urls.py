"""Addresses of the reception."""

from django.urls import path

from bysak.web.mottak import (
    avvis,
    enkelt,
    filer,
    flere,
    handlinger,
    papir,
    registrer,
    regnskap,
    sider,
    tjenesteniva,
    undersoekt,
    visninger,
)

_EN = "mottak/<slug:bydel>/<uuid:innkomst_id>"

_BREV = "mottak/<slug:bydel>/<uuid:brev_id>"

urlpatterns = [
    path("mottak", visninger.mottak, name="mottak"),
    path("mottak/nytt", visninger.nytt, name="mottak_nytt"),
    path("mottak/svar", avvis.svarene, name="mottak_svar"),
    path("mottak/regnskap", regnskap.regnskapet, name="mottak_regnskap"),
    path("mottak/<slug:bydel>/alarm/<uuid:alarm>", regnskap.kvitter, name="mottak_kvitter_alarm"),
    path("tjenesteniva", tjenesteniva.tjenesteniva, name="tjenesteniva"),
    path("tjenesteniva/<slug:bydel>/<int:maaling>", tjenesteniva.forklaring, name="forklar_brudd"),
    path("mottak/flere", flere.flere, name="mottak_flere"),
    path("mottak/flere/angre", flere.angre, name="mottak_flere_angre"),
    path("mottak/ta-neste", handlinger.ta_neste, name="mottak_ta_neste"),
    path("mottak/papir", papir.papir, name="mottak_papir"),
    path("mottak/papir/last-opp", papir.last_opp, name="mottak_last_opp"),
    path("mottak/papir/skilleark", papir.arkene, name="mottak_skilleark"),
    path("mottak/<slug:bydel>/bunke/<uuid:bunke_id>", papir.original, name="mottak_bunke"),
    path("mottak/<slug:bydel>/bunke/<uuid:bunke_id>/igjen", papir.igjen, name="mottak_bunke_igjen"),
    path("mottak/<slug:bydel>/bunke/<uuid:bunke_id>/avvis", papir.avvis, name="mottak_bunke_avvis"),
    path(f"{_BREV}/sider", sider.sider, name="mottak_sider"),
    path(f"{_BREV}/sider/<int:nummer>.jpg", sider.lite, name="mottak_side_lite"),
    path(f"{_BREV}/sider/<int:nummer>.png", sider.stort, name="mottak_side_stort"),
    path("mottak/<slug:bydel>/sak-sok", registrer.sak_sok, name="mottak_sak_sok"),
    path(_EN, enkelt.innkomst, name="mottak_innkomst"),
    path(f"{_EN}/original", filer.original, name="mottak_original"),
    path(f"{_EN}/vedlegg/<int:nr>", filer.vedlegg, name="mottak_vedlegg"),
    path(f"{_EN}/vedlegg/<int:nr>/fil", filer.fil, name="mottak_fil"),
    path(f"{_EN}/vedlegg/<int:nr>/side/<int:side>.png", filer.side, name="mottak_side"),
    path(f"{_EN}/registrer", registrer.registrer, name="mottak_registrer"),
    path(f"{_EN}/hold", registrer.hold, name="mottak_hold"),
    path(f"{_EN}/legg-til", flere.legg_til, name="mottak_legg_til"),
    path(f"{_EN}/fullfoer", flere.fullfoer, name="mottak_fullfoer"),
    path(f"{_EN}/kladd", registrer.kladd, name="mottak_kladd"),
    path(f"{_EN}/ta", handlinger.ta, name="mottak_ta"),
    path(f"{_EN}/slipp", handlinger.slipp, name="mottak_slipp"),
    path(f"{_EN}/utfall", handlinger.utfall, name="mottak_utfall"),
    path(f"{_EN}/avvis", avvis.avvis, name="mottak_avvis"),
    path(f"{_EN}/svar-igjen", avvis.igjen, name="mottak_svar_igjen"),
    path(f"{_EN}/rut", handlinger.rut, name="mottak_rut"),
    path(f"{_EN}/virus", undersoekt.virushandling, name="mottak_virus"),
    path(f"{_EN}/sammenlign/<uuid:andre_id>", undersoekt.sammenlign, name="mottak_sammenlign"),
    path(f"{_EN}/gjenaapne", handlinger.gjenaapne, name="mottak_gjenaapne"),
]
