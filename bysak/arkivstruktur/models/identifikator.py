"""nasjonalIdentifikator: what a case or an entry is about, as the national registers know it (M030-M049)."""

from django.db import models

from bysak.arkivstruktur.models.mappe import Mappe
from bysak.arkivstruktur.models.registrering import Registrering
from bysak.arkivstruktur.models.vilkaar import paa_en
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id


class NasjonalIdentifikator(Virksomhetseid):
    """One identifier of one of six kinds; a column says which, and a check that it has what its kind needs."""

    class Art(models.TextChoices):
        MATRIKKEL = "matrikkelnummer", "Matrikkelnummer"
        BYGG = "byggident", "Bygning"
        PLAN = "planident", "Plan"
        POSISJON = "posisjon", "Posisjon"
        PERSON = "personidentifikator", "Person"
        ENHET = "enhetsidentifikator", "Enhet"

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    mappe = Innen(Mappe, null=True, blank=True, related_name="nasjonale_identifikatorer")
    registrering = Innen(Registrering, null=True, blank=True, related_name="nasjonale_identifikatorer")
    art = models.CharField(max_length=20, choices=Art.choices)
    kommunenummer = models.CharField(max_length=4, blank=True)
    gaardsnummer = models.IntegerField(null=True, blank=True)
    bruksnummer = models.IntegerField(null=True, blank=True)
    festenummer = models.IntegerField(null=True, blank=True)
    seksjonsnummer = models.IntegerField(null=True, blank=True)
    bygningsnummer = models.IntegerField(null=True, blank=True)
    endringsloepenummer = models.IntegerField(null=True, blank=True)
    landkode = models.CharField(max_length=2, blank=True)
    fylkesnummer = models.CharField(max_length=2, blank=True)
    planidentifikasjon = models.CharField(max_length=60, blank=True)
    koordinatsystem = models.CharField(max_length=60, blank=True)
    # Text, as the standard has it: a coordinate keeps the digits that it came with.
    x = models.CharField(max_length=30, blank=True)
    y = models.CharField(max_length=30, blank=True)
    z = models.CharField(max_length=30, blank=True)
    person_id = models.CharField(max_length=30, blank=True)
    organisasjons_id = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = (
            paa_en("identifikator_paa_en", "mappe", "registrering"),
            models.CheckConstraint(
                name="identifikator_er_hel",
                condition=models.Q(art="matrikkelnummer", gaardsnummer__isnull=False, bruksnummer__isnull=False)
                | models.Q(art="byggident", bygningsnummer__isnull=False)
                | (models.Q(art="planident") & ~models.Q(planidentifikasjon=""))
                | (models.Q(art="posisjon") & ~models.Q(koordinatsystem="") & ~models.Q(x="") & ~models.Q(y=""))
                | (models.Q(art="personidentifikator") & ~models.Q(person_id=""))
                | (models.Q(art="enhetsidentifikator") & ~models.Q(organisasjons_id="")),
            ),
        )

    def __str__(self) -> str:
        return self.get_art_display()
