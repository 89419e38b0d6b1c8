"""What case work adds to the archive core: absence, answers, documents on their way, saved searches, templates."""

from django.db import models

from bysak.arkivstruktur.koder import Flytstatus
from bysak.arkivstruktur.models import Registrering
from bysak.kjerne.arbeid import utfoerende
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id
from bysak.organisasjon.varselvalg import Varselmaate, Varselslag


class Fravaer(Virksomhetseid):
    """A person is away from day to day, both included, and another takes the work meanwhile."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    bruker = models.ForeignKey("organisasjon.Bruker", on_delete=models.PROTECT, related_name="+")
    stedfortreder = models.ForeignKey(
        "organisasjon.Bruker", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    fra_dato = models.DateField()
    til_dato = models.DateField()
    registrert_av = models.CharField(max_length=200, default=utfoerende)

    class Meta:
        indexes = (models.Index(fields=["virksomhet", "bruker", "til_dato"], name="fravaer_bruker"),)
        constraints = (
            models.CheckConstraint(name="fravaer_periode", condition=models.Q(til_dato__gte=models.F("fra_dato"))),
        )

    def __str__(self) -> str:
        return f"{self.fra_dato}-{self.til_dato}"


class ForeloepigSvar(Virksomhetseid):
    """A preliminary answer (fvl § 11 a): the letter is still open, with a new deadline."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    registrering = Innen(Registrering, related_name="foreloepige_svar")
    svar = Innen(Registrering, null=True, blank=True, related_name="+")
    dato = models.DateField()
    ny_frist = models.DateField()
    registrert_av = models.CharField(max_length=200, default=utfoerende)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "registrering", "svar", "dato"],
                name="foreloepig_svar_en",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.dato}"


class Flyt(Virksomhetseid):
    """One round of an entry that is being written: who sent it, in order or to all at once (krav 3.3.1-3.3.8)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    registrering = Innen(Registrering, related_name="runder")
    sendt_av = models.ForeignKey("organisasjon.Bruker", on_delete=models.PROTECT, related_name="+")
    sendt_dato = models.DateTimeField(default=naa)
    merknad = models.TextField(blank=True)
    avsluttet_dato = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "registrering"],
                condition=models.Q(avsluttet_dato__isnull=True),
                name="flyt_en_aapen",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sendt_dato:%d.%m.%Y}"


class Flytsteg(Virksomhetseid):
    """One recipient of a round. Steps with the same number run at once; the next number waits for all of them."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    flyt = Innen(Flyt, related_name="steg")
    nummer = models.IntegerField()
    mottaker = models.ForeignKey("organisasjon.Bruker", on_delete=models.PROTECT, related_name="+")
    mottatt_dato = models.DateTimeField(null=True, blank=True)
    utfall = models.CharField(max_length=1, choices=Flytstatus.choices, blank=True)
    utfoert_dato = models.DateTimeField(null=True, blank=True)
    merknad = models.TextField(blank=True)

    class Meta:
        ordering = ("nummer", "system_id")
        indexes = (
            models.Index(
                fields=["virksomhet", "mottaker"],
                name="flytsteg_venter",
                condition=models.Q(mottatt_dato__isnull=False, utfoert_dato__isnull=True),
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "flyt", "mottaker"], name="flytsteg_en_gang"),
            models.CheckConstraint(
                name="flytsteg_helt",
                condition=models.Q(utfall="", utfoert_dato__isnull=True)
                | (~models.Q(utfall="") & models.Q(utfoert_dato__isnull=False, mottatt_dato__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.nummer}"


class LagretSoek(Virksomhetseid):
    """A question that a person asks often. The answer is always made anew, with the sight that the person has then."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    bruker = models.ForeignKey("organisasjon.Bruker", on_delete=models.CASCADE, related_name="+")
    navn = models.CharField(max_length=80)
    tekst = models.CharField(max_length=400)

    class Meta:
        ordering = ("navn",)
        constraints = (models.UniqueConstraint(fields=["virksomhet", "bruker", "navn"], name="lagret_soek_en_gang"),)

    def __str__(self) -> str:
        return self.navn


class Varsel(Virksomhetseid):
    """A notice to one who has got something to do (krav 3.3.5). One that goes by mail is not sent while `sendt_dato`
    is empty.
    """

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    mottaker = models.ForeignKey("organisasjon.Bruker", on_delete=models.PROTECT, related_name="+")
    emne = models.CharField(max_length=200)
    # Where it is seen, from the root of the workspace.
    sti = models.CharField(max_length=200, default="/min")
    slag = models.CharField(max_length=8, choices=Varselslag.choices)
    maate = models.CharField(max_length=6, choices=Varselmaate.choices, default=Varselmaate.STRAKS)
    registrering = Innen(Registrering, models.CASCADE, null=True, blank=True, related_name="+")
    lest_dato = models.DateTimeField(null=True, blank=True)
    opprettet_dato = models.DateTimeField(default=naa)
    sendt_dato = models.DateTimeField(null=True, blank=True)
    forsoek = models.IntegerField(default=0)
    feil = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["virksomhet", "opprettet_dato"], name="varsel_venter",
                condition=models.Q(sendt_dato__isnull=True),
            ),
            models.Index(fields=["mottaker", "-opprettet_dato"], name="varsel_mine"),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.emne


class Bestilling(Virksomhetseid):
    """A list that is too long to be made while somebody waits: ordered, made by a job, and kept for a few days.

    Not history: not logged, and gone with its file.
    """

    class Tilstand(models.TextChoices):
        VENTER = "venter", "Venter på tur"
        LAGES = "lages", "Lages"
        FERDIG = "ferdig", "Ferdig"
        FEILET = "feilet", "Stanset"
        AVBRUTT = "avbrutt", "Avbrutt"

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    bruker = models.ForeignKey("organisasjon.Bruker", on_delete=models.CASCADE, related_name="+")
    tittel = models.CharField(max_length=100)
    # The page with its choices and the kind of file, which virksomhet it was of (empty: all), in which language.
    sti = models.CharField(max_length=2000)
    valgt = models.CharField(max_length=50, blank=True)
    spraak = models.CharField(max_length=5)
    # The login and the rights that it was ordered with: the file is made for them and for no others.
    sterk = models.BooleanField(default=False)
    rettigheter = models.CharField(max_length=64)
    tilstand = models.CharField(max_length=7, choices=Tilstand.choices, default=Tilstand.VENTER)
    gjort = models.IntegerField(default=0)
    i_alt = models.IntegerField(default=0)
    byte = models.BigIntegerField(default=0)
    forsoek = models.IntegerField(default=0)
    feil = models.CharField(max_length=300, blank=True)
    bestilt_dato = models.DateTimeField(default=naa)
    ferdig_dato = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-bestilt_dato",)
        indexes = (models.Index(fields=["bruker", "-bestilt_dato"], name="bestilling_mine"),)

    def __str__(self) -> str:
        return self.tittel

    @property
    def gaar(self) -> bool:
        """Is it still to come?"""
        return self.tilstand in (self.Tilstand.VENTER, self.Tilstand.LAGES)

    @property
    def slag(self) -> str:
        """The kind of file."""
        return "xlsx" if "som=xlsx" in self.sti else "csv"


class Naervaer(Virksomhetseid):
    """A person has an object open on the screen just now. Not history: not logged, and gone within a minute."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    bruker = models.ForeignKey("organisasjon.Bruker", on_delete=models.CASCADE, related_name="+")
    objekt_id = models.UUIDField()
    sett_tid = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["virksomhet", "objekt_id", "bruker"], name="naervaer_en_gang"),)

    def __str__(self) -> str:
        return f"{self.objekt_id}"


class Malslag(models.TextChoices):
    """What a template makes: it decides the type of the entry, and what is asked for."""

    BREV = "brev", "Brev"
    FORELOEPIG = "foreloepig", "Foreløpig svar"
    NOTAT = "notat", "Notat"


class Dokumentmal(Virksomhetseid):
    """A template of a virksomhet. Those of the archive service are read by all; the closest with a code goes first.

    One without versions says only whether the one behind it, with the same code, may be chosen here.
    """

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    kode = models.CharField(max_length=40)
    navn = models.CharField(max_length=80)
    beskrivelse = models.CharField(max_length=300, blank=True)
    slag = models.CharField(max_length=10, choices=Malslag.choices)
    aktiv = models.BooleanField(default=True)

    class Meta:
        ordering = ("navn",)
        constraints = (models.UniqueConstraint(fields=["virksomhet", "kode"], name="dokumentmal_en_kode"),)

    def __str__(self) -> str:
        return self.navn


class Malversjon(Virksomhetseid):
    """One file of a template, in the store of its virksomhet; never changed, only followed by the next."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    mal = Innen(Dokumentmal, related_name="versjoner")
    nummer = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    filstoerrelse = models.BigIntegerField()
    filnavn = models.CharField(max_length=250)
    lagt_inn_dato = models.DateTimeField(default=naa)
    lagt_inn_av = models.CharField(max_length=200, default=utfoerende)

    class Meta:
        ordering = ("-nummer",)
        constraints = (models.UniqueConstraint(fields=["virksomhet", "mal", "nummer"], name="malversjon_ett_nummer"),)

    def __str__(self) -> str:
        return f"{self.nummer}"


class Malbruk(Virksomhetseid):
    """When a person last wrote from a template here: what was used last stands first."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    bruker = models.ForeignKey("organisasjon.Bruker", on_delete=models.CASCADE, related_name="+")
    kode = models.CharField(max_length=40)
    sist = models.DateTimeField(default=naa)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["virksomhet", "bruker", "kode"], name="malbruk_en_gang"),)

    def __str__(self) -> str:
        return self.kode


class Besvarelse(Virksomhetseid):
    """A letter that is being written answers another: what becomes of that one when the answer is sent.

    With a new deadline it is a preliminary answer and the letter stays open, else it is written off.
    """

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    registrering = Innen(Registrering, related_name="besvarer")
    til_registrering = Innen(Registrering, related_name="besvares_av")
    ny_frist = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "registrering", "til_registrering"], name="besvarelse_en_gang"
            ),
        )

    def __str__(self) -> str:
        return f"{self.ny_frist or ''}"
