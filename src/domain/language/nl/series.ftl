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
series-open = Nog open
series-open-about = wat van een bedrag nog niet gedekt of ingevuld is
series-facilities = Voorzieningen
series-facilities-about = de status en het aantal plaatsen in elke ronde
series-indicators = Indicatoren
series-indicators-about = een rij per periode; herzien: een andere waarde dan in de ronde ervoor
series-milestones = Mijlpalen
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
