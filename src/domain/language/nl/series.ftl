# Reeksen over rondes: een rij per onderwerp, een kolom per ronde.

series-title = Reeksen over rondes
series-as-reported = Elke ronde zoals zij meldde: haar nieuwste vaststelling, of zoals nu bekend als ze open is.
series-as-known-now = Elke ronde op haar peildatum, zoals nu bekend.
series-rounds = Rondes
series-round-sealed = { $day }, vastgesteld (versie { $version }, { $body })
series-round-open = { $day }, zoals bekend op positie { $position }
series-none = Geen rijen.
series-not-there = Niet in deze ronde.
series-carried-over = { $what } (overgenomen)
series-unchanged = { $count ->
    [one] 1 onderdeel bleef in alle rondes gelijk.
   *[other] { $count } onderdelen bleven in alle rondes gelijk.
}

series-tree = Doelenboom
series-tree-about = de code van elk onderdeel in elke ronde
series-lights = Stoplichten
series-lights-about = de kleur in elke ronde; tussen haakjes: overgenomen, niet vernieuwd
series-notes = Toelichtingen
series-notes-about = hoeveel elke ronde er heeft; tussen haakjes: overgenomen, niet vernieuwd
series-cases = Dossiers
series-cases-about = de status in elke ronde
series-amounts = Bedragen
series-amounts-about = elk bedrag in de rondes die het tonen
series-telling = Bedragen gemeld of overgenomen
series-telling-about = wat elke ronde van een bedrag zegt: nieuw, gewijzigd, opnieuw gemeld zoals het was, of overgenomen zonder het te noemen
series-open = Nog open
series-open-about = wat van een bedrag nog niet gedekt of ingevuld is
series-facilities = Voorzieningen
series-facilities-about = de status en het aantal plaatsen in elke ronde
series-indicators = Indicatoren
series-indicators-about = een rij per periode; herzien: een andere waarde dan in de ronde ervoor
series-milestones = Mijlpalen
series-findings-about = de signalen van elke ronde, naar soort
series-milestones-about = de status en de dag in elke ronde
series-places = { $status } ({ $places })
series-revised = { $value } herzien
series-due = { $status }, { $day }
series-empty-how = De ronde toont het onderwerp niet: het was er nog niet, of het hoort niet bij haar begrotingsjaar.

series-kind-unknown = { $kind } is geen soort van een reeks; geef bijvoorbeeld onderdeel, voorziening, stoplicht, toelichting of taakstelling
series-too-many-rounds = { $rounds } rondes zijn te veel voor een reeks (hooguit { $most }); noem de rondes, of geef de eerste en de laatste dag
series-too-many-cells = dit geeft meer dan { $most } cellen; vraag minder rondes, één onderdeel of één soort
query-series-over = reeksen gaan over rondes: geef rondes, of laat over weg
query-rounds = "{ $text }" is geen ronde; geef ID, ID/college of ID/2, gescheiden door komma's
query-rounds-or-days = geef de rondes, of de eerste en de laatste dag, en niet allebei
query-now-or-sealing = een ronde zoals nu bekend heeft geen vaststelling: laat nu of de vaststelling weg
query-title = geef een deel van een titel, van 1 tot { $most } tekens

search-round = ronde { $round }
search-node = onderdeel { $node }
search-position = positie { $position }
search-never-sealed = nooit vastgesteld
search-sealing = { $round } (versie { $version }, { $body })
search-sealed-once = vastgesteld in { $sealing }
search-sealed = vastgesteld van { $first } tot en met { $last }
search-no-longer-counts = telt niet meer mee: hersteld of ingetrokken
search-count = { $count ->
    [0] Niets gevonden.
    [one] 1 gebeurtenis gevonden.
   *[other] { $count } gebeurtenissen gevonden.
}
search-more = Er kan meer zijn: ga verder met --before { $position }.
query-search-text = geef woorden om te zoeken: ten minste { $least } letters of cijfers, hooguit { $most } tekens

# De pagina's /over-de-jaren en /zoeken.
page-nav-series = Over de jaren
page-series-title = Over de jaren
page-series-counts = Tellingen
page-series-counts-about = Hoeveel elke ronde toont, over de onderwerpen die hieronder staan.
page-series-counted = Wat is geteld
page-series-with-note = onderwerpen met een toelichting
page-series-notes-carried = waarvan uit een eerdere ronde overgenomen
page-series-lights-carried = stoplichten uit een eerdere ronde overgenomen
page-series-lead = De rondes naast elkaar: een rij per onderwerp, een kolom per ronde. Elke cel leidt naar de rapportage van die ronde, elke titel naar het hele verloop van dat onderwerp.
page-series-known = Bekend tot en met gebeurtenis nr. { $position }, vastgelegd op { $recorded }.
page-series-axes = Welke rondes, en wat toen bekend was
page-series-from = Peildatum vanaf
page-series-until = Peildatum tot en met
page-series-view = Elke ronde
page-series-as-reported = zoals zij meldde
page-series-as-known = zoals nu bekend
page-series-title-part = Deel van de titel
page-series-carried = overgenomen
page-series-lights-about = de kleur in elke ronde; overgenomen: deze ronde heeft haar niet vernieuwd
page-series-notes-about = hoeveel elke ronde er heeft; overgenomen: deze ronde heeft ze niet vernieuwd
page-series-amounts-about = elk bedrag in de rondes die het tonen; opnieuw gemeld: de ronde noemt het nog eens zoals het was; overgenomen: zij noemt het niet
page-series-all = Alle onderwerpen
page-series-empty = Het logboek is nog leeg.
page-series-no-rounds = Er is geen ronde met een peildatum in deze periode.
page-series-no-rows = In deze rondes is niets wat bij deze keuze past.
page-series-more = { $count ->
    [one] Nog 1 rij staat hier niet: kies een onderdeel, een soort of een deel van de titel.
   *[other] Nog { $count } rijen staan hier niet: kies een onderdeel, een soort of een deel van de titel.
}
page-nav-search = Zoeken
page-search-title = Zoeken
page-search-lead = Zoek in de teksten van alle rondes. Een gewiste tekst wordt niet gevonden.
page-search-how = Alle woorden moeten in één tekst staan; hoofdletters en accenten maken niet uit. Tussen dubbele aanhalingstekens moeten ze staan zoals u ze schrijft.
page-search-words = Woorden
page-search-do = Zoek
page-search-found = Gevonden
page-search-none-yet = In de nieuwste gebeurtenissen staat het niet; oudere zijn nog niet bekeken.
page-search-older = Zoek verder in oudere gebeurtenissen
page-search-sealed = Vastgesteld in
page-search-sealed-more = { $count ->
    [one] en in nog 1 vaststelling
   *[other] en in nog { $count } vaststellingen
}
