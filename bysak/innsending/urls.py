"""What the reception's web door answers: the public form, and the endpoint of form systems."""

from django.urls import path

from bysak.innsending import beskrivelse, grensesnitt, skjema

handler400 = "bysak.innsending.skjema.ugyldig"
handler404 = "bysak.innsending.skjema.finnes_ikke"
handler500 = "bysak.innsending.skjema.feilet"

urlpatterns = [
    path("", skjema.hjem, name="hjem"),
    path("send/<slug:bydel>", skjema.send, name="send"),
    path("innsending/v1/openapi.json", beskrivelse.openapi, name="innsending_openapi"),
    path("innsending/v1/<slug:bydel>/poster", grensesnitt.poster, name="innsending_poster"),
    path("innsending/v1/<slug:bydel>/filer", grensesnitt.begynn, name="innsending_filer"),
    path("innsending/v1/<slug:bydel>/filer/<str:nummer>", grensesnitt.fortsett, name="innsending_fil"),
    path("helse", skjema.helse, name="helse"),
]
