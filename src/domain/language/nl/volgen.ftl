# Volgen: het logboek dat groeit, abonnementen, de stroom, de API voor mensen, en de toetsen van een rapportage.

page-nav-subscriptions = Abonnementen
page-nav-api = API

# Het logboek dat groeit.
page-live-new = nieuw
page-live-one = Er is 1 gebeurtenis bijgekomen; zij staat bovenaan.
page-live-more = Er zijn { $count } gebeurtenissen bijgekomen; zij staan bovenaan.
page-live-waits = Nieuwe gebeurtenissen komen hier vanzelf bovenaan te staan.
page-live-paused = Gepauzeerd: er komt niets bij tot u verder volgt.
page-live-broken = De verbinding is weg; zij wordt vanzelf hersteld.
page-live-pause = Pauzeren
page-live-resume = Verder volgen
page-events-after-sealing = Vastgelegd na
page-events-any-time = elk moment
page-events-not-sealed = ronde { $round } is nog niet vastgesteld

# Abonnementen.
page-subscriptions-title = Abonnementen
page-subscriptions-lead = Wie van nieuwe gebeurtenissen hoort: ontvangers die de dienst zelf aanroept (webhooks), en iedereen die de stroom volgt.
page-subscriptions-closed = Abonnementen zijn nu niet te lezen of te wijzigen, dus er staan hier geen knoppen: { $why }
page-subscriptions-webhooks = Webhooks
page-subscriptions-none = Er is nog geen webhook aangemeld.
page-subscriptions-never = Er is nog niets bezorgd.
page-subscriptions-dead = Onbestelbaar
page-subscriptions-not-yet = Er is nog niets aangemeld
page-subscriptions-new = Een webhook aanmelden
page-subscriptions-new-how = De ontvanger moet eerst toestemmen: hij krijgt een OPTIONS-verzoek. Daarna krijgt hij elke gebeurtenis ondertekend, op volgorde en ten minste één keer.
page-subscriptions-address = Adres
page-subscriptions-address-hint = Waar de gebeurtenissen heen gaan, zoals https://ontvanger.example/haak.
page-subscriptions-types = Typen
page-subscriptions-types-hint = Zonder keuze gaan alle typen.
page-subscriptions-subject = Onderwerp
page-subscriptions-subject-hint = Alleen wat hierover gaat, zoals voorziening/gebouw-c; mag open blijven.
page-subscriptions-node = Onderdeel
page-subscriptions-node-hint = Alleen wat bij dit onderdeel hoort of eronder valt, zoals 9A1; mag open blijven.
page-subscriptions-arrivals = Meld ook wat op een dag ingaat, als die dag begint
page-subscription-arrives = gaat in op { $day }
page-subscriptions-shape = Vorm
page-subscriptions-shape-hint = Dun houdt bij de ontvanger niets vast van wat later wordt gewist.
page-subscriptions-thin = dun: waar de gebeurtenis te lezen is
page-subscriptions-full = volledig: met de gebeurtenis erin
page-subscriptions-start = Begin
page-subscriptions-start-hint = Vanaf waar er wordt bezorgd.
page-subscriptions-head = wat er van nu af aan bij komt
page-subscriptions-begin = alles, vanaf de eerste gebeurtenis
page-subscriptions-after = na een positie
page-subscriptions-start-after = Na positie
page-subscriptions-start-after-hint = Alleen bij een begin na een positie; het logboek is nu bij { $head }.
page-subscriptions-secret = Eigen geheim
page-subscriptions-secret-hint = Alleen als de ontvanger er al een heeft: whsec_ met daarachter base64. Anders maakt de dienst er een.
page-subscriptions-token = Token
page-subscriptions-token-hint = Alleen als de ontvanger om Authorization: Bearer vraagt.
page-subscriptions-asks = Wie hier drukt, laat de dienst het adres aanroepen.
page-subscriptions-make = Aanmelden

# Eén abonnement.
page-subscription-title = Webhook naar { $url }
page-subscription-all = Alle abonnementen
page-subscription-every = alle typen
page-subscription-which = Welke
page-subscription-at = Bezorgd tot en met nr. { $position }; { $behind ->
    [0] er is niets achter.
    [one] het logboek is 1 gebeurtenis verder.
   *[other] het logboek is { $behind } gebeurtenissen verder.
}
page-subscription-tried = { $count ->
    [one] mislukte 1 keer, op { $since }.
   *[other] mislukte { $count } keer, voor het eerst op { $since }.
}
page-subscription-next = De volgende poging is op { $moment }.
page-subscription-rate = { $count } bezorgingen per minuut
page-subscription-pause = Pauzeren
page-subscription-resume = Hervatten
page-subscription-stuck = Het abonnement wacht bij de gebeurtenis die niet aankwam. Hervatten probeert die opnieuw; overslaan gaat verder met wat erna kwam.
page-subscription-skip = Overslaan en verder gaan
page-subscription-over = De ontvanger wil niets meer ontvangen. Hier is niets meer te hervatten; meld een nieuw abonnement aan.
page-subscription-dead-what = Van deze gebeurtenissen mislukte ook de laatste poging.
page-subscription-event = Gebeurtenis
page-subscription-answer = Antwoord
page-subscription-do = Doen
page-subscription-again = Nog eens bezorgen
page-subscription-deliveries = Bezorgingen
page-subscription-deliveries-what = { $count ->
    [one] De laatste bezorging; er worden er honderd bewaard.
   *[other] De laatste { $count } bezorgingen, de nieuwste eerst; er worden er honderd bewaard.
}
page-subscription-by-hand = met de hand
page-subscription-millis = Duur (ms)
page-subscription-resend = Een gebeurtenis nog eens bezorgen
page-subscription-secret = Het geheim
page-subscription-secret-once = Met dit geheim controleert de ontvanger de handtekening. Bewaar het nu: het staat op deze bladzijde en nergens anders, en is later niet terug te vinden.
page-subscription-to = Naar het abonnement
page-subscription-delete = Verwijderen
page-subscription-delete-sure = Dit abonnement verwijderen?
page-subscription-delete-what = Het geheim, de bezorgingen en de plaats in het logboek gaan weg en komen niet terug. Nog niet bezorgd: { $behind }; onbestelbaar: { $dead }. Het logboek zelf blijft zoals het is.
page-subscription-keep = Terug, niets verwijderen
page-subscription-step = hier hoort pauzeren, hervatten, overslaan of herhalen
page-trouble-forbidden = adres niet toegestaan
page-trouble-timeout = geen antwoord binnen de tijd
page-trouble-name = naam onbekend
page-trouble-unreachable = niet bereikbaar
page-trouble-tls = TLS geweigerd
page-trouble-http = geen HTTP

# De stroom.
page-stream-title = De stroom volgen
page-stream-what = De stroom zendt elke gebeurtenis zodra zij is vastgelegd, als server-sent events. Wie het laatste nummer onthoudt, mist niets en krijgt niets dubbel.
page-stream-line = Op een terminal:
page-stream-more = De parameters van de stroom
page-stream-example = Een voorbeeld
page-stream-example-what = Hieronder komen de laatste drie gebeurtenissen, en daarna wat er wordt vastgelegd.
page-stream-begin = Luisteren
page-stream-stop = Stoppen
page-stream-waits = De stroom is open.
page-stream-stopped = Gestopt.

# De API.
page-api-title = De API
page-api-lead = Alles wat deze pagina's tonen is ook op te vragen door een programma. Dit is de beschrijving, gemaakt uit het OpenAPI-document zelf.
page-api-document = Het OpenAPI-document
page-api-follow = Webhooks en de stroom
page-api-how = Een eerste vraag, op een terminal:
page-api-groups = Groepen
page-api-takes = Parameters
page-api-body = Wat het verzoek bevat
page-api-name = Naam
page-api-place = Waar
page-api-values = Waarden
page-api-meaning = Betekenis
page-api-required = verplicht
page-api-in-path = pad
page-api-in-header = header
page-api-in-query = query
page-api-answers = Antwoorden
page-api-problems = Problemen (application/problem+json): { $statuses }
page-api-refusals = Wat het weigert (400)
page-api-try = Proberen
page-api-ask = Vraag op
page-api-headers = Headers
page-api-not-asked = niet gevraagd
page-api-busy = Bezig...
page-api-longer = ... en meer; open het adres om alles te zien.
page-api-file = Dit antwoord is een bestand; open het adres om het op te halen.
page-api-gone = De dienst antwoordt niet.
page-api-missing = { $name } is nodig voor dit adres

# De toetsen van een rapportage.
page-keys = Toetsen
page-keys-how = De toetsen werken niet terwijl u in een veld typt.
page-keys-next = volgende onderdeel
page-keys-previous = vorige onderdeel
page-keys-edit = toelichting vastleggen
page-keys-on = Toetsen aan

# De voordeur van een leeg logboek.
page-begin-here = Of begin met de hand: eerst de onderdelen, dan een ronde.
page-begin-node = Leg een onderdeel vast
page-begin-round = Open een ronde
page-begin-api = Of laat een programma het doen: de API
