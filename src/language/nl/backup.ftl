# Back-ups, terugzetten, de sleutel, de export, en de vraag voor wat niet terug te draaien is.

confirm-question = { $what } Doorgaan? (ja/nee)
confirm-in-a-pipe = { $what } Geef --yes als dit de bedoeling is; hier is niemand om het aan te vragen
confirm-declined = er is niets veranderd

key-renew-ask = Dit logboek krijgt een nieuwe sleutel: wat hierna wordt ondertekend is met de oude niet meer te controleren, en dat is niet terug te draaien.
key-name-ask = Dit logboek ondertekent voortaan als { $name } in plaats van als { $old }: wie de oude sleutel heeft kan wat hierna komt niet meer controleren, en dat is niet terug te draaien.
key-next =
    Wat nu te doen: geef de nieuwe controlesleutel aan wie de oude heeft (griffie, accountant, het volgende raadsstuk).
    Bewaar de oude controlesleutel erbij, want eerdere checkpoints zijn alleen daarmee te controleren: { $old }

