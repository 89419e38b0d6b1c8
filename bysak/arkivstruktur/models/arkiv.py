"""arkiv, arkivskaper, arkivdel, and the number series that belong to an arkiv."""

from django.db import models

from bysak.arkivstruktur.koder import Arkivdelstatus, Arkivstatus
from bysak.arkivstruktur.models.arkivenhet import Arkivenhet, Avsluttbar, MedMedium
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id


class Arkiv(Arkivenhet, Avsluttbar, MedMedium):
    """Top level. Holds underarkiv or arkivdel, never both (noark5-modell section 1)."""

    tittel = models.CharField(max_length=250)
    beskrivelse = models.TextField(blank=True)
    arkivstatus = models.CharField(max_length=1, choices=Arkivstatus.choices, default=Arkivstatus.OPPRETTET)
    forelder = Innen("self", null=True, blank=True, related_name="underarkiv")
    # May those who handle an entry move it while it is a draft? (krav 3.2.41)
    egne_utkast_flyttes = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.tittel


class Arkivskaper(Virksomhetseid):
    """Who made the archive (M006, M023). Registered by a client before its arkiv, it hangs on none yet."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    arkiv = Innen(Arkiv, null=True, blank=True, related_name="arkivskapere")
    arkivskaper_id = models.CharField(max_length=50)
    arkivskaper_navn = models.CharField(max_length=200)
    beskrivelse = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.arkivskaper_navn


class Arkivdel(Arkivenhet, Avsluttbar, MedMedium):
    """A period of an arkiv (krav 6.2.1). Which mapper it takes follows its status (krav 6.2.3-6.2.6)."""

    arkiv = Innen(Arkiv, related_name="arkivdeler")
    tittel = models.CharField(max_length=250)
    beskrivelse = models.TextField(blank=True)
    arkivdelstatus = models.CharField(max_length=1, choices=Arkivdelstatus.choices, default=Arkivdelstatus.AKTIV)
    arkivperiode_start_dato = models.DateField(null=True, blank=True)
    arkivperiode_slutt_dato = models.DateField(null=True, blank=True)
    forloeper = Innen("self", null=True, blank=True, related_name="arvtakere")
    klassifikasjonssystem = Innen(
        "arkivstruktur.Klassifikasjonssystem", null=True, blank=True, related_name="arkivdeler"
    )
    # May something here be opened to all external modules, also those that come later (krav 4.1.13)?
    aapen_for_alle_moduler = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.tittel


class Nummerserie(Virksomhetseid):
    """One counter per virksomhet, kind and year: a number names one case, also where there are several arkiver.

    Locked and counted as the last step of a verb.
    """

    id = models.AutoField(primary_key=True)
    art = models.CharField(max_length=20)
    aar = models.IntegerField()
    siste = models.IntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["virksomhet", "art", "aar"], name="nummerserie_en"),)

    def __str__(self) -> str:
        return f"{self.art} {self.aar}: {self.siste}"


class Nummerhull(Virksomhetseid):
    """A number that was given and is no longer in use, with the reason: holes are explained, never silent."""

    id = models.AutoField(primary_key=True)
    art = models.CharField(max_length=20)
    aar = models.IntegerField()
    nummer = models.IntegerField()
    grunn = models.TextField()
    tid = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.art} {self.aar}/{self.nummer}"
