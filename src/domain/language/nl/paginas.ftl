# Wat op de pagina's staat, voor wie kijkt en niet bevraagt.

# Op elke pagina.
page-skip = Naar de inhoud
page-nav = Hoofdpagina's
page-nav-rounds = Rondes
page-nav-report = Rapportage
page-this-language = Nederlands
page-viewer = U kijkt als { $name } (rol { $role }).
page-read-only = Deze pagina's laten zien wat is vastgelegd. Vastleggen, nakijken en vaststellen gaat met het programma peildatum of de API; daarom staan hier geen knoppen voor.
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
