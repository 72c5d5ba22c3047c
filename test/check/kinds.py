"""Every kind of event, and its rank among events of one moment (docs/contracten.md), written once more."""

RANKS = {
    1: "geladen gekoppeld gestart aangemeld aangeboden ontvangen aangemaakt gepland ingediend geplaatst verleend "
       "ingesteld gelegd",
    2: "toegewezen opgeroepen beantwoord bevestigd overgedragen verzet gewijzigd gezet verzocht gevraagd geregistreerd "
       "geteld gemeld bekeken verzonden",
    3: "opgeschort verlengd bevroren afgeleverd gelezen",
    4: "hervat voltooid overgeslagen geholpen verwerkt nagekomen afgehandeld mislukt gemist verschenen afgebroken "
       "geannuleerd",
    5: "beeindigd opgeheven vrijgegeven ontkoppeld gesloten verstreken gemigreerd gewisseld gepubliceerd",
    6: "teruggezet gecorrigeerd ingetrokken",
}
OWN_RANK = {"aanvulling-ontvangen": 3, "feedback-ontvangen": 3}


def _kinds(text):
    """{kind: rank} of words such as "fase: gestart voltooid": an object and its participles."""
    found = {}
    for line in text.strip().splitlines():
        name, _, participles = line.partition(":")
        for participle in participles.split():
            kind = f"{name.strip()}-{participle}"
            rank = next(r for r, words in RANKS.items() if participle.split("-")[-1] in words.split())
            found[kind] = OWN_RANK.get(kind, rank)
    return found


# Events of the life of a contact: counted, attributed, a row in klantcontact.
CONTACT = _kinds("""
    klantcontact: geregistreerd
    bezoeker: aangemeld opgeroepen niet-verschenen geholpen
    oproep: aangeboden beantwoord afgebroken beeindigd
    chat: gestart beeindigd overgedragen
    bericht: ontvangen bevestigd beantwoord afgehandeld geplaatst
    kennisgeving: verzonden afgeleverd mislukt gelezen
    aanvraag: gestart verzonden afgebroken
    kanaalwissel: geregistreerd
    doorverwijzing: geregistreerd
    internetaak: aangemaakt toegewezen verwerkt
    afspraak: gepland verzet geannuleerd gemist nagekomen
    feedback: ontvangen
    opvolging: geregistreerd
    klacht: ingediend afgehandeld
    regisseur: toegewezen
    escalatie: geregistreerd
""")
# Of those: which are part of a contact of the klant, and which say something of one and make none.
IS_CONTACT = _kinds("""
    klantcontact: geregistreerd
    bezoeker: aangemeld opgeroepen niet-verschenen geholpen
    oproep: aangeboden beantwoord afgebroken beeindigd
    chat: gestart beeindigd overgedragen
    bericht: ontvangen
""")
ABOUT_CONTACT = _kinds("""
    kanaalwissel: geregistreerd
    doorverwijzing: geregistreerd
""")
# Events that move a journey.
REIS = _kinds("""
    klantreis: gestart beeindigd
    fase: gestart voltooid overgeslagen teruggezet
    dossierstatus: gezet
    termijn: opgeschort hervat verlengd
    aanvulling: gevraagd ontvangen
""")
# Events about the klant himself.
KLANT = _kinds("""
    voorkeurskanaal: gewijzigd
    bereikbaarheid: gewijzigd
    casemanager: toegewezen beeindigd
    machtiging: verleend ingetrokken
    klantprofiel: gewijzigd
    gegevens: bevroren vrijgegeven
    herinnering: ingesteld
""")
# Say of another event of their domain that its data were wrong, or that it never was.
CORRECTIE = _kinds("""
    klantcontact: gecorrigeerd ingetrokken
    stap: gecorrigeerd ingetrokken
    klantgegeven: gecorrigeerd ingetrokken
""")
# A command about one journey, which has its place among the events of the klant.
MIGRATIE = _kinds("klantreis: gemigreerd")
# Kept in the event log, and no more than that.
STORED = _kinds("""
    bezoeken: geteld
    wachtrij: gemeld
    termijn: verstreken
    storing: geregistreerd
    status: bekeken
    identiteit: gekoppeld ontkoppeld
    vernietiging: verzocht vrijgegeven
    vernietigingsverbod: gelegd opgeheven
    herbouw: gepubliceerd
    wachtvenster: gesloten
""")
# One record in every partition: an event of each klant for whom it does something.
OPDRACHT = _kinds("""
    definitie: geladen
    beginstand: gevraagd
    herbouw: gewisseld
""")
RANK = {**CONTACT, **REIS, **KLANT, **CORRECTIE, **MIGRATIE, **STORED, **OPDRACHT}

_OBJECTS = {
    "klantcontacten": "klantcontact bezoeker oproep chat bericht kennisgeving aanvraag kanaalwissel doorverwijzing "
                      "internetaak afspraak feedback opvolging klacht regisseur escalatie bezoeken wachtrij",
    "klantreizen": "klantreis fase dossierstatus termijn aanvulling storing status stap",
    "klanten": "voorkeurskanaal bereikbaarheid casemanager machtiging klantprofiel herinnering identiteit "
               "klantgegeven",
}


def domain_of(kind):
    """In which domain a correction may name an event of this kind; None where none may."""
    if kind == "klantreis-gemigreerd" or kind.startswith("identiteit-"):
        return None
    return next((domain for domain, objects in _OBJECTS.items() if kind.partition("-")[0] in objects.split()), None)
