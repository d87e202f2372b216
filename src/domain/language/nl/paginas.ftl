# Wat op de pagina's staat, voor wie kijkt en niet bevraagt.

# Op elke pagina.
page-skip = Naar de inhoud
page-nav = Hoofdpagina's
page-nav-menu = Menu
page-nav-rounds = Rondes
page-nav-report = Rapportage
page-this-language = Nederlands
page-viewer = U kijkt als { $name } (rol { $role }).
page-may-record = Deze pagina's laten zien wat is vastgelegd, en onder Vastleggen en Inlezen komt er iets bij. Vaststellen gaat vanaf de pagina van een ronde.
page-read-only = Deze pagina's laten zien wat is vastgelegd. Er kan nu niets bij komen; de pagina Vastleggen zegt waarom. Daarom staan hier geen knoppen voor.
page-to-rounds = Naar de rondes
page-axes = Peildatum en wat toen bekend was
page-known-label = Zoals bekend op
page-known-now = nu
page-known-sealing = { $round }, versie { $version }: { $purport } door { $body }
page-show = Toon
page-event-number = nr. { $position }

# Welke stand er staat.
page-stand-now = Stand per { $day }, zoals nu bekend; de laatste gebeurtenis is nr. { $position }, vastgelegd op { $recorded }.
page-stand-known = Stand per { $day }, zoals bekend op { $moment }; de laatste gebeurtenis toen was nr. { $position }, vastgelegd op { $recorded }.
page-stand-position = Stand per { $day }, zoals bekend tot en met gebeurtenis nr. { $position }, vastgelegd op { $recorded }.
page-stand-sealed = Stand per { $day }, { $sealed }. De laatste gebeurtenis die meetelt is nr. { $position }, vastgelegd op { $recorded }.
page-lasting = Vast adres van deze stand
page-data = Gegevens (JSON)

# De voordeur.
page-door-title = Rondes
page-door-lead = Wat de gemeente over het sociaal domein meldt, voor elke peildatum, zoals het op elk moment bekend was.
page-door-empty = Het logboek is nog leeg.
page-door-no-rounds = Er is nog geen ronde geopend. Hierboven staat de rapportage van elke dag.
page-door-stand = { $count ->
    [one] Het logboek telt 1 gebeurtenis, vastgelegd op { $moment }.
   *[other] Het logboek telt { $count } gebeurtenissen; de laatste is vastgelegd op { $moment }.
}
page-door-date = peildatum { $day }
page-door-due = aanleveren voor { $day }
page-door-notes-of = { $count } van { $all }
page-door-notes = prestaties met een toelichting
page-door-findings = { $count ->
    [one] signaal
   *[other] signalen
}
page-door-weights = { $high } hoog, { $medium } midden, { $low } laag
page-door-unreviewed = { $count ->
    [one] onderwerp met een concept dat niet is nagekeken
   *[other] onderwerpen met concepten die niet zijn nagekeken
}
page-door-targets = { $count ->
    [one] taakstelling nog open
   *[other] taakstellingen nog open
}
page-begin = Zo begint u
page-begin-demo = Bekijk eerst een voorbeeld: een verzonnen stad met twee jaar aan rondes.
page-begin-extract = Maak concepten van een rapportage die als tekst is bewaard. Wat is aangenomen en niet gelezen, is gemerkt als nakijken.
page-begin-import = Lees de concepten in. Daarna staat hier de ronde, met wat er nog moet gebeuren.

# Een rapportage.
page-report-nodes = Onderdelen
page-report-summary = Samenvatting
page-report-then = Stoplichten staan er van toen naar nu: toen is ronde { $round }, de ronde ervoor.
page-filter = Filter
page-filter-all = Alles
page-filter-at-risk = Oranje of rood
page-filter-without-note = Zonder toelichting
page-filter-changed = Gewijzigd
page-tree-outline = Deze boom is groot. Van de andere programma's staan hier naam en stoplicht; een filter zoekt in alle onderdelen.
page-filter-none = Geen onderdeel past bij deze keuze.
page-owner = Dossiers van
page-owner-all = alle afdelingen
page-no-light = geen
page-light-then = toen
page-light-now = nu
page-then-now = Toen en nu
page-findings-count = { $count ->
    [one] 1 signaal
   *[other] { $count } signalen
}
page-findings-weight = Weging { $weight } ({ $count })
page-no-outputs = Op deze dag staan er geen prestaties in de doelenboom.
page-lights-caption = Prestaties per programma, geteld naar de kleur van hun stoplicht
page-moved = Anders dan in ronde { $round }
page-moved-none = Geen stoplicht is van kleur veranderd.
page-at-risk = Oranje en rood
page-at-risk-none = Niets staat op oranje of rood.
page-no-note = Hierbij staat geen toelichting.
page-money-caption = Opgeteld over alle onderdelen, in euro; bedragen p.m. (zonder gegeven omvang) zijn geteld en tellen nergens als nul mee
page-no-money = Er staan geen bedragen in deze rapportage.
page-no-year = zonder jaar
page-not-reported-what = Voor deze programma's kwam in deze ronde niets. Wat de rapportage ervan toont is van eerder: niet behouden en niet vervallen.
page-quiet = Niet vernieuwd
page-quiet-what = Hiervoor is voor deze ronde niets nieuws vastgelegd; wat er staat is overgenomen uit een eerdere ronde.
page-quiet-since = (van { $day })
page-quiet-none = Alles waarover eerder iets is gemeld, is voor deze ronde vernieuwd.
page-check-what = Hiermee is na te gaan dat deze stand niet is veranderd: dezelfde stand geeft altijd dezelfde digest.
page-path = Waar dit onder valt
page-turn = Bladeren
page-before = Vorige: { $node }
page-after = Volgende: { $node }
page-below = Hieronder
page-notes-carried = { $count ->
    [one] 1 overgenomen
   *[other] { $count } overgenomen
}
page-announced = Aangekondigd per { $on }: { $what }
page-announced-of = Aangekondigd per { $on }: { $subject } { $what }
page-of-later = Van later, vanaf { $from }: { $counts }
page-milestone = { $name }: { $status }
page-milestone-due = { $name }: { $status } per { $due }
page-no-such-node = Dit onderdeel staat niet in deze rapportage, zoals dan bekend. Kies er een uit de lijst van onderdelen.

# Een vergelijking.
page-nav-compare = Vergelijken
page-compare-title = Vergelijking
page-compare-from = Van
page-compare-to = Naar
page-compare-do = Vergelijk
page-compare-lead = Kies twee rondes, vaststellingen of dagen. Een dag kan met wat toen bekend was: 2019-04-01@2019-05-28T10:00:00Z, of met een positie: 2019-04-01@124.
page-compare-of = Van { $from } naar { $to }.
page-compare-only = Alleen: { $what }
page-compare-suggested = Om mee te beginnen
page-compare-pair = Van { $from } naar { $to }
page-compare-gist = Waar het op neerkomt
page-compare-worse = slechter: stoplichten
page-compare-better = beter: stoplichten
page-compare-added = nieuw
page-compare-gone = verdwenen
page-compare-silent = niet vernieuwd
page-compare-matrix = Prestaties die er aan beide kanten staan, geteld naar hun stoplicht: van boven naar beneden toen, van links naar rechts nu
page-compare-then-now = Toen ↓ nu →
page-compare-totals = Totalen: van + herstel + nieuw = naar, in euro; wat grijs is bleef gelijk
page-compare-new-only = Alleen nieuw
page-compare-correction-only = Alleen herstel
page-compare-view-only = Alleen weergave
page-compare-kind = Soort
page-compare-kind-all = alle soorten
page-compare-is-added = erbij
page-compare-is-gone = weg
page-compare-is-changed = gewijzigd
page-compare-by = Door gebeurtenis nr. { $positions }

# Een geschiedenis.
page-history = Geschiedenis
page-history-lead = Alles wat over { $subject } is vastgelegd, met wat elke gebeurtenis veranderde.
page-history-stand = Zoals bekend tot en met gebeurtenis nr. { $position }, vastgelegd op { $recorded }.
page-history-picture = In beeld
page-history-alt = Elke gebeurtenis als punt: van links naar rechts de dag vanaf wanneer zij geldt, van onder naar boven de dag waarop zij is vastgelegd. De tabel hieronder zegt hetzelfde.
page-history-legend = Op de schuine lijn is iets vastgelegd op de dag dat het inging. Rondje: gewoon. Driehoek omhoog: ruim later vastgelegd. Driehoek omlaag: aangekondigd. Vierkant: herstel. Kruis: trekt iets in of wist het. Open rondje: telt niet meer. Een stippellijn verbindt een herstel of intrekking met waar het over gaat. Een liggende lijn is een vaststelling: wat eronder en links van haar einde ligt, stond erin.
page-history-across = geldt vanaf
page-history-up = bekend sinds
page-history-table = Hetzelfde als tabel
page-history-true-from = Geldt vanaf
page-history-how = Hoe
page-history-events = Elke gebeurtenis
page-history-next = Volgende gebeurtenissen
page-history-changes = Wat er veranderde
page-history-before = Ervoor
page-history-after = Erna
page-history-erased-by = Teksten gewist door positie { $position }
page-history-ceased = telt niet meer
page-history-correction = herstel
page-history-takes-back = trekt in of wist
page-history-announced = aangekondigd
page-history-late = ruim later vastgelegd
page-history-plain = gewoon

# Geld.
page-nav-money = Geld
page-money-title = Geld
page-money-all-years = alle jaren
page-money-targets = Taakstellingen en tekorten
page-money-targets-how = De balk is zo breed als het bedrag: vol is gerealiseerd, licht is gedekt, leeg is nog open.
page-money-no-targets = Er zijn geen taakstellingen, tekorten of gedekte bedragen.
page-money-realised = Gerealiseerd
page-money-covered = Gedekt
page-money-open-unknown = onbekend (p.m.)
page-money-cover = Wat wat dekt
page-money-covers = dekt
page-money-realises = realiseert
page-money-across = over de jaargrens
page-money-totals-how = Elk bedrag telt in precies één regel; bedragen p.m. zijn geteld en tellen nergens als nul mee
page-money-linked = alleen verbonden
page-money-without-year = Zonder begrotingsjaar
page-money-other-years = Andere begrotingsjaren
page-money-left-out = { $count ->
    [one] 1 bedrag, { $amount }, staat hierdoor niet in de totalen.
   *[other] { $count } bedragen, samen { $amount }, staan hierdoor niet in de totalen.
}
page-money-courses = Verloop van bedragen

# Toegankelijkheid.
page-access-title = Toegankelijkheid
page-access-lead = Deze pagina's zijn gemaakt om voor iedereen te werken. Zij volgen WCAG 2.2 op niveau AA, de eisen die voor websites van de overheid gelden.
page-access-how = Hoe
page-access-keyboard = Alles werkt met alleen een toetsenbord; de eerste tab gaat naar de inhoud, en wat gekozen is heeft een zichtbare rand.
page-access-scripts = Alles werkt zonder scripts. Wat gekozen is staat in het adres. Waar een script meedoet, voegt het iets toe: nieuwe gebeurtenissen komen er vanzelf bij (te pauzeren), toetsen bladeren door een rapportage (uit te zetten), antwoorden van de API staan op de pagina.
page-access-zoom = Pagina's passen op een scherm van 320 punten breed en bij tekst van 200 procent; alleen brede tabellen schuiven, binnen hun eigen vak.
page-access-colour = Een stoplicht is altijd een woord, een vorm en een kleur. Een donker scherm en hoog contrast worden gevolgd.
page-access-pictures = Naast elk beeld staat een tabel die hetzelfde zegt.
page-access-print = Afgedrukt is elke pagina een document op A4, zonder knoppen.
page-access-checked = Hoe dit is nagegaan
page-access-checked-how = Elke pagina wordt bij elke wijziging in een browser nagekeken met axe-core, in beide talen, licht en donker, breed en smal. Met mensen met een beperking is nog niet getoetst.
page-access-limits = Wat nog niet goed is
page-access-texts = Toelichtingen staan er zoals zij zijn vastgelegd; hoe leesbaar zij zijn hangt af van wie ze schreef.
page-access-tables = Brede tabellen zijn op een smal scherm alleen te lezen door te schuiven.
page-access-tell = Melden
page-access-tell-how = Werkt iets niet voor u? Meld het aan de gemeente die deze dienst gebruikt.

# Gebeurtenissen.
page-nav-events = Gebeurtenissen
page-events-title = Gebeurtenissen
page-events-lead = { $count ->
    [one] Het logboek: 1 gebeurtenis, die nooit verandert.
   *[other] Het logboek, de nieuwste eerst: { $count } gebeurtenissen, waarvan er nooit een verandert.
}
page-events-none = Geen gebeurtenis past bij deze keuze.
page-events-older = Oudere gebeurtenissen
page-events-all-types = alle typen
page-events-from = Vastgelegd vanaf
page-events-until = Vastgelegd tot en met
page-events-late = Dagen later dan het gold
page-events-who = Door
page-event-title = Gebeurtenis { $position }: { $kind }
page-event-lead = Over { $subject }, geldt vanaf { $day }; vastgelegd op { $moment } door { $actor }.
page-event-no-fields = Deze gebeurtenis heeft geen eigen gegevens.
page-event-about = Waarom en waaruit
page-event-logged = In dit logboek sinds
page-event-before = Vorige: nr. { $position }
page-event-after = Volgende: nr. { $position }
page-event-proof = Bewijs
page-event-proof-how = Hiermee gaat iedereen na dat deze gebeurtenis zo in het logboek staat, zonder deze dienst te vertrouwen: het blad bestaat uit positie, tijden en verbintenis, de hashes leiden naar de wortel, en die staat in het ondertekende checkpoint.
page-event-commitment = Verbintenis
page-event-hashes = { $count ->
    [one] 1 hash
   *[other] { $count } hashes
}
page-event-checkpoint = Checkpoint
page-event-proof-file = Het bewijs als bestand

# Wat wanneer is gemeld.
page-nav-sealings = Controle
page-sealings-title = Controle
page-sealings-lead = Wat wanneer is gemeld, door wie, en waarmee dat is na te gaan.
page-sealings-what = Vaststellingen
page-sealings-none = Er is nog niets vastgesteld.
page-sealings-recorded = Vastgelegd op
page-sealings-files = Bestanden
page-sealings-bundle = Bundel voor de controle
page-sealings-half-page = Halve bladzijde voor het raadsstuk
page-sealings-check = Het logboek nu
page-sealings-how = Vergelijk het checkpoint met wat eerder is gedrukt: wortel en sleutel horen gelijk te zijn of op elkaar voort te bouwen.
page-sealings-key = Openbare sleutel

page-indicator-alt = De waarde per periode als lijn, met de streefwaarde ernaast. De tabel hieronder zegt hetzelfde.
page-indicator-legend = Vol rondje: definitief. Open rondje: voorlopig of onbekend. Streepje: de streefwaarde van dat jaar.
