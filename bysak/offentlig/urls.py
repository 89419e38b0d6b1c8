"""The public site, as a table of contents. Loaded only by the process that has the role `bysak_offentlig`."""

from django.urls import path

from bysak.offentlig import visninger

handler400 = "bysak.offentlig.sider.ikke_forstaatt"
handler404 = "bysak.offentlig.sider.finnes_ikke"
handler500 = "bysak.offentlig.sider.feilet"

urlpatterns = [
    path("", visninger.forside, name="forside"),
    path("journal", visninger.dager, name="dager"),
    path("journal/<slug:bydel>/<str:dato>", visninger.dag, name="dag"),
    path("innforsel/<str:nummer>", visninger.innfoersel, name="innfoersel"),
    path("sak/<slug:bydel>/<int:aar>/<int:nr>", visninger.sak, name="sak"),
    path("innsyn", visninger.innsyn, name="innsyn"),
    path("send", visninger.send, name="send"),
    path("send/<slug:bydel>", visninger.send_til, name="send_til"),
    path("om", visninger.om, name="om"),
    path("bevis/<slug:bydel>.json", visninger.bevis, name="bevis"),
    path("strom/<slug:bydel>.atom", visninger.atom, name="atom"),
    path("robots.txt", visninger.robots, name="robots"),
    path("helse", visninger.helse, name="helse"),
]
