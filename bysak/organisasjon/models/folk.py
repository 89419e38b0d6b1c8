"""Who, in which unit, with which rights.

Virksomhet, people and access codes are shared; units, roles and access classes are tenant data.
"""

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from bysak.kjerne.arbeid import utfoerende
from bysak.kjerne.models import Felles, Innen, Virksomhetseid, ny_id
from bysak.kjerne.passord import passordhash


def krever_totrinn_fra_start() -> list[str]:
    """The roles that a new virksomhet demands a second step of: those who give others their rights."""
    return [Rolle.SYSTEMFORVALTER.value]


class Virksomhet(Felles):
    """A legal body with its own archive. Only the fields here may differ between bydeler (oppdragskart H2)."""

    id = models.SmallIntegerField(primary_key=True)
    kode = models.SlugField(max_length=40, unique=True)
    navn = models.CharField(max_length=120, unique=True)
    organisasjonsnummer = models.CharField(max_length=9, blank=True)
    er_arkivtjeneste = models.BooleanField(default=False)
    kontakt_epost = models.EmailField(blank=True)
    kontakt_telefon = models.CharField(max_length=20, blank=True)
    # A password alone is then not enough: who logged in with nothing more, has no role here (krav 4.4.8).
    krever_sterk_innlogging = models.BooleanField(default=False)
    # The roles whose people are led to set up a second step before they come in with a password.
    krever_totrinn = ArrayField(models.CharField(max_length=20), default=krever_totrinn_fra_start, blank=True)
    opprettet_dato = models.DateTimeField(db_default=Now())
    avsluttet_dato = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("navn",)
        constraints = (
            models.UniqueConstraint(
                fields=["er_arkivtjeneste"], condition=models.Q(er_arkivtjeneste=True), name="bare_en_arkivtjeneste"
            ),
        )

    def __str__(self) -> str:
        return self.navn

    @property
    def kortnavn(self) -> str:
        """The name without «Bydel», for tight columns."""
        return self.navn.removeprefix("Bydel ")


class Epostadresse(Felles):
    """An address that mail to a virksomhet comes to. Lower case; unknown addresses belong to Byarkivet until routed."""

    adresse = models.CharField(max_length=254, unique=True)
    virksomhet = models.ForeignKey(Virksomhet, on_delete=models.PROTECT, related_name="epostadresser")

    def __str__(self) -> str:
        return self.adresse


class Brukere(BaseUserManager["Bruker"]):
    """Query set of people; Django's login asks by natural key."""

    def get_by_natural_key(self, username: str | None) -> "Bruker":
        """The person with this user name, whatever the case it was typed in."""
        return self.get(brukernavn=(username or "").strip().lower())


class Tema(models.TextChoices):
    """The colours a person sees Bysak in."""

    SYSTEM = "system", "Som systemet"
    LYST = "lyst", "Lyst"
    MORKT = "morkt", "Mørkt"


class Tetthet(models.TextChoices):
    """How close the rows of a list are."""

    STANDARD = "standard", "Standard"
    ENLINJE = "enlinje", "Én linje"
    LUFTIG = "luftig", "Luftig"


class Fristvarsel(models.TextChoices):
    """Which items a person is told of by mail when their time is running out. Off until the person says otherwise."""

    AV = "", "Nei"
    EGNE = "egne", "For det jeg har tatt"
    KOE = "koe", "For det jeg har tatt, og det ingen har tatt"


class Bruker(Felles, AbstractBaseUser):
    """A person, an external module, or one of Bysak's own processes. Never deleted (krav 4.1.2, 4.3.3, 4.4.9)."""

    # The hash is in a table of its own, which no role of the application can read.
    password = None  # type: ignore[assignment]
    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    brukernavn = models.CharField(max_length=60, unique=True)
    navn = models.CharField(max_length=200)
    initialer = models.CharField(max_length=6, blank=True)
    epost = models.EmailField(blank=True)
    er_system = models.BooleanField(default=False)
    er_modul = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    passord_satt = models.DateTimeField(null=True, blank=True)
    # Since when a password alone is not enough for this one; empty when it is.
    totrinn_satt = models.DateTimeField(null=True, blank=True)
    enkelttaster = models.BooleanField(default=True)
    # When an administrator last ended all that the person was logged in with.
    utlogget_tid = models.DateTimeField(null=True, blank=True)
    tema = models.CharField(max_length=6, choices=Tema.choices, default=Tema.SYSTEM)
    tetthet = models.CharField(max_length=8, choices=Tetthet.choices, default=Tetthet.STANDARD)
    # Whether the steps for one who is new are still on the first page.
    kom_i_gang = models.BooleanField(default=True)
    # Kind of notice -> how, as in `varselvalg`, where the person has chosen; the hour of the mail of the day.
    varselvalg = models.JSONField(default=dict, blank=True)
    varseltime = models.SmallIntegerField(default=8)
    fristvarsel = models.CharField(max_length=5, choices=Fristvarsel.choices, default=Fristvarsel.AV, blank=True)
    # The columns this person has chosen, by list; a list that is not there is shown as it comes.
    kolonner = models.JSONField(default=dict, blank=True)
    opprettet_dato = models.DateTimeField(db_default=Now())
    avsluttet_dato = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "brukernavn"
    REQUIRED_FIELDS = ["navn"]
    objects = Brukere()

    class Meta:
        ordering = ("navn",)

    def __str__(self) -> str:
        return self.navn

    def check_password(self, raw_password: str | None) -> bool:
        """Is this the password? Asked outside an arbeid; never writes a new hash meanwhile."""
        return check_password(raw_password, passordhash(self.system_id) or "!")

    def has_usable_password(self) -> bool:
        """Is there a password that this one can log in with?"""
        return passordhash(self.system_id) is not None

    def get_session_auth_hash(self) -> str:
        """What a session is tied to: a new password, a new second step, or an administrator, ends them all."""
        deler = f"{self.system_id} {self.passord_satt} {self.utlogget_tid or ''}"
        if self.totrinn_satt:
            deler += f" {self.totrinn_satt}"
        return salted_hmac("bysak.innlogging", deler, algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Those of earlier keys: none are kept."""
        yield from ()


class Passord(Felles):
    """The hash of a password. Written in the archive service's arbeid, read by login alone (`vern.passord`)."""

    # DO_NOTHING: nobody can look here for what would be left behind; the key in the database says no.
    bruker = models.OneToOneField(Bruker, on_delete=models.DO_NOTHING, primary_key=True, related_name="+")
    hash = models.CharField(max_length=256)

    def __str__(self) -> str:
        return str(self.bruker_id)


class Totrinn(Felles):
    """The second step of one person. Set and taken away in the archive service's arbeid; login alone reads and uses it.

    hemmelighet: closed with the secret `skrin`, together with whose it is. siste_steg: the last half minute whose code
    was used. koder: what is left of the recovery codes, as keyed hashes.
    """

    bruker = models.OneToOneField(Bruker, on_delete=models.DO_NOTHING, primary_key=True, related_name="+")
    hemmelighet = models.TextField()
    siste_steg = models.BigIntegerField()
    koder = ArrayField(models.CharField(max_length=64), default=list, blank=True)

    def __str__(self) -> str:
        return str(self.bruker_id)


class Innloggingskobling(Felles):
    """That somebody at a provider is this person; known by a keyed hash alone, for it may be a national identity."""

    bruker = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="+")
    leverandoer = models.CharField(max_length=40)
    noekkel = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["leverandoer", "noekkel"], name="innloggingskobling_en_person"),
            models.UniqueConstraint(fields=["leverandoer", "bruker"], name="innloggingskobling_en_gang"),
        )

    def __str__(self) -> str:
        return f"{self.leverandoer} {self.bruker_id}"


class Sesjon(AbstractBaseSession):
    """One login at one machine. What counts is signed in its data; the columns are for finding, showing and ending it.

    leverandoer, subjekt, sid: which provider let the person in, and what it calls the person and its own session.
    """

    bruker = models.ForeignKey(Bruker, on_delete=models.CASCADE, null=True, related_name="+")
    innretning = models.CharField(max_length=60, blank=True)
    leverandoer = models.CharField(max_length=40, blank=True)
    subjekt = models.CharField(max_length=255, blank=True)
    sid = models.CharField(max_length=255, blank=True)
    opprettet = models.DateTimeField()
    sist_sett = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["bruker", "expire_date"], name="sesjon_bruker"),
            models.Index(fields=["leverandoer", "subjekt"], name="sesjon_subjekt"),
        )

    def __str__(self) -> str:
        return self.innretning


class Innloggingsforsoek(models.Model):
    """A failed login, kept to slow down guessing. Counts per user name and per address."""

    id = models.BigAutoField(primary_key=True)
    brukernavn = models.CharField(max_length=60)
    adresse = models.CharField(max_length=45)
    tid = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = (
            models.Index(fields=["brukernavn", "tid"], name="forsoek_bruker"),
            models.Index(fields=["adresse", "tid"], name="forsoek_adresse"),
        )

    def __str__(self) -> str:
        return f"{self.brukernavn} {self.tid}"


class Adgang(models.Model):
    """What a client of the interface has been let in with: a token, a refresh token or a code, known by its hash alone.

    Like a session it is the login role's own: nobody who works in a virksomhet can read it, or make one.
    """

    class Art(models.TextChoices):
        TILGANG = "tilgang", "Tilgang"
        FORNYELSE = "fornyelse", "Fornyelse"
        KODE = "kode", "Engangskode"

    id = models.BigAutoField(primary_key=True)
    art = models.CharField(max_length=10, choices=Art.choices)
    hash = models.BinaryField(max_length=32, unique=True)
    # Binds the rest of the row to the key and to the installation's secret: a row that was changed is worth nothing.
    segl = models.BinaryField(max_length=32)
    bruker = models.ForeignKey(Bruker, on_delete=models.CASCADE, related_name="+")
    # The one virksomhet it is for.
    hvor = models.ForeignKey(Virksomhet, on_delete=models.CASCADE, related_name="+")
    # What the client calls itself, and the registered one that it has shown to be; none for one that nobody knows.
    klient = models.CharField(max_length=80)
    integrasjon = models.UUIDField(null=True, blank=True)
    # What came of one login; ended together when a part of it is used twice.
    serie = models.UUIDField(default=ny_id)
    sterk = models.BooleanField(default=False)
    om = models.JSONField(default=dict)
    brukt = models.BooleanField(default=False)
    laget = models.DateTimeField()
    utloeper = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["bruker", "utloeper"], name="adgang_bruker"),)

    def __str__(self) -> str:
        return f"{self.art} {self.bruker_id}"


class AdministrativEnhet(Virksomhetseid):
    """A unit of a virksomhet. Renaming means a new one (tjenestegrensesnitt); closed, never deleted (krav 4.2.3)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    navn = models.CharField(max_length=120)
    kortnavn = models.CharField(max_length=20, blank=True)
    overordnet = Innen("self", null=True, blank=True, related_name="underenheter")
    opprettet_dato = models.DateTimeField(db_default=Now())
    opprettet_av = models.CharField(max_length=200, default=utfoerende)
    avsluttet_dato = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("navn",)
        constraints = (models.UniqueConstraint(fields=["virksomhet", "navn"], name="enhet_navn"),)

    def __str__(self) -> str:
        return self.navn


class Rolle(models.TextChoices):
    """The roles of the service. What each may do stands in `tilgang.RETTER`."""

    ARKIVAR = "arkivar", "Arkivar"
    KVALITETSSIKRER = "kvalitetssikrer", "Kvalitetssikrer"
    LEDER = "leder", "Leder"
    SAKSBEHANDLER = "saksbehandler", "Saksbehandler"
    SYSTEMFORVALTER = "systemforvalter", "Systemforvalter"
    ARKIVANSVARLIG = "arkivansvarlig", "Arkivansvarlig"
    KLASSIFISERER = "klassifiserer", "Klassifiserer"
    INNSYN = "innsyn", "Leser"
    MODUL = "modul", "Ekstern modul"
    PROSESS = "prosess", "Bysaks egne prosesser"


class Rolletildeling(Virksomhetseid):
    """A person's role in a virksomhet for a period. The bydel sees every right that the archive service has in it."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    bruker = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="roller")
    rolle = models.CharField(max_length=20, choices=Rolle.choices)
    enhet = Innen(AdministrativEnhet, null=True, blank=True, related_name="roller")
    tilgangskoder = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    # The body that employs the person, when it is another than this virksomhet: «på vegne av».
    tjenesteyter = models.ForeignKey(Virksomhet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Rights of the role that this person does not get: it can only narrow (krav 4.5.7).
    uten_retter = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # The provider whose groups gave the role, and take it again; empty for one that was given by name.
    fra_leverandoer = models.CharField(max_length=40, blank=True)
    # Whose role it is, when it is lent for a time.
    delegert_av = models.ForeignKey(Bruker, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    fra_dato = models.DateField()
    til_dato = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "bruker", "rolle", "enhet", "fra_dato"],
                name="rolle_en_gang",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(til_dato__isnull=True) | models.Q(til_dato__gte=models.F("fra_dato")),
                name="rolle_periode",
            ),
            models.CheckConstraint(
                condition=models.Q(delegert_av__isnull=True) | models.Q(til_dato__isnull=False),
                name="delegering_har_slutt",
            ),
        )

    def __str__(self) -> str:
        return f"{self.bruker} {self.rolle}"


class Gruppekobling(Virksomhetseid):
    """A group at a provider that gives a role here, from the next login on; who leaves the group, loses it likewise."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    leverandoer = models.CharField(max_length=40)
    # As the provider writes it, and what people call it.
    gruppe = models.CharField(max_length=200)
    navn = models.CharField(max_length=120)
    rolle = models.CharField(max_length=20, choices=Rolle.choices)
    enhet = Innen(AdministrativEnhet, null=True, blank=True, related_name="+")
    tilgangskoder = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    tjenesteyter = models.ForeignKey(Virksomhet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("navn", "rolle")
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "leverandoer", "gruppe", "rolle", "enhet"],
                name="gruppekobling_en_gang",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return self.navn


class Tilgangskode(Felles):
    """An access code with its default hjemmel (krav 5.2.14-5.2.17). Made by the archive service; never deleted."""

    kode = models.CharField(max_length=10, primary_key=True)
    navn = models.CharField(max_length=120)
    hjemmel = models.CharField(max_length=200, blank=True)
    hele_dokumentet = models.BooleanField(default=False)
    utgaatt_dato = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("kode",)

    def __str__(self) -> str:
        return f"{self.kode} {self.navn}"


class Tilgangsklasse(Virksomhetseid):
    """Who may see this, copied down on every protected row: all, those cleared for a code, or named people."""

    class Art(models.TextChoices):
        AAPEN = "aapen", "Alle i virksomheten"
        KODE = "kode", "De som er klarert for koden"
        PERSONER = "personer", "Navngitte personer"

    id = models.AutoField(primary_key=True)
    art = models.CharField(max_length=10, choices=Art.choices)
    kode = models.ForeignKey(Tilgangskode, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    enhet = Innen(AdministrativEnhet, null=True, blank=True, related_name="+")
    navn = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "art", "kode", "enhet", "navn"], name="klasse_en_gang", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return self.get_art_display()


class Tilgangsmedlem(Virksomhetseid):
    """A named person in a class of named people."""

    id = models.AutoField(primary_key=True)
    klasse = Innen(Tilgangsklasse, related_name="medlemmer")
    bruker = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["virksomhet", "klasse", "bruker"], name="medlem_en_gang"),)

    def __str__(self) -> str:
        return f"{self.klasse_id}: {self.bruker_id}"
