"""klassifikasjonssystem and klasse: a versioned master that is copied into each arkiv (`mal_id`)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bysak.arkivstruktur.koder import Kassasjonsvedtak
from bysak.arkivstruktur.models.arkivenhet import Arkivenhet, Avsluttbar
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id


class Klassifikasjonssystem(Arkivenhet, Avsluttbar):
    """A system of klasser (M086). Changed by the archive administrator alone (krav 2.9.7)."""

    klassifikasjonstype = models.CharField(max_length=60, blank=True)
    tittel = models.CharField(max_length=250)
    beskrivelse = models.TextField(blank=True)
    mal_id = models.CharField(max_length=60, blank=True)
    # The version that this one took over from.
    forloeper = Innen("self", null=True, blank=True, related_name="arvtakere")

    def __str__(self) -> str:
        return self.tittel


class Klasse(Arkivenhet, Avsluttbar):
    """A klasse. Only a leaf takes mapper (krav 2.4.4); closed takes none (krav 2.4.5)."""

    klassifikasjonssystem = Innen(Klassifikasjonssystem, related_name="klasser")
    forelder = Innen("self", null=True, blank=True, related_name="underklasser")
    klasse_id = models.CharField(max_length=60)
    tittel = models.CharField(max_length=250)
    beskrivelse = models.TextField(blank=True)
    noekkelord = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    # Cases here are of a kind that may never be shown on the internet (offlf § 9 femte ledd, § 7 andre ledd b).
    aldri_paa_nett = models.BooleanField(default=False)
    tilgangskode = models.ForeignKey(
        "organisasjon.Tilgangskode", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kassasjonsvedtak = models.CharField(
        max_length=1, choices=Kassasjonsvedtak.choices, default=Kassasjonsvedtak.BEVARES
    )
    bevaringstid = models.IntegerField(null=True, blank=True)

    class Meta:
        ordering = ("klasse_id",)
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "klassifikasjonssystem", "klasse_id"], name="klasse_id_en_gang"
            ),
        )

    def __str__(self) -> str:
        return f"{self.klasse_id} {self.tittel}"


class Klasseovergang(Virksomhetseid):
    """That a klasse of the next version carries on one of the version before; one may become several."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    fra_klasse = Innen(Klasse, related_name="overganger_til")
    til_klasse = Innen(Klasse, related_name="overganger_fra")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "fra_klasse", "til_klasse"], name="klasseovergang_en_gang"),
        )

    def __str__(self) -> str:
        return f"{self.fra_klasse_id} → {self.til_klasse_id}"
