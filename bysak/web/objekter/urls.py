"""Addresses of a klasse, a party and a colleague: by an id, never by a name or a number of a person."""

from django.urls import path

from bysak.web.objekter import klasse, part, person

urlpatterns = [
    path("klasser/<slug:bydel>/<uuid:klasse>", klasse.klassen, name="klasse"),
    path("parter/<slug:bydel>/<uuid:part>", part.parten, name="part"),
    path("folk/<slug:bydel>/<uuid:person>", person.personen_her, name="person"),
]
