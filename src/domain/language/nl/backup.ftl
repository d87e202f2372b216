# Back-ups, terugzetten, de sleutel, de export, en de vraag voor wat niet terug te draaien is.

confirm-question = { $what } Doorgaan? (ja/nee)
confirm-in-a-pipe = { $what } Geef --yes als dit de bedoeling is; hier is niemand om het aan te vragen
confirm-declined = er is niets veranderd

key-renew-ask = Dit logboek krijgt een nieuwe sleutel: wat hierna wordt ondertekend is met de oude niet meer te controleren, en dat is niet terug te draaien.
key-name-ask = Dit logboek ondertekent voortaan als { $name } in plaats van als { $old }: wie de oude sleutel heeft kan wat hierna komt niet meer controleren, en dat is niet terug te draaien.
key-next =
    Wat nu te doen: geef de nieuwe controlesleutel aan wie de oude heeft (griffie, accountant, het volgende raadsstuk).
    Bewaar de oude controlesleutel erbij, want eerdere checkpoints zijn alleen daarmee te controleren: { $old }


## Back-up en terugzetten

backup-made = { $count ->
    [one] 1 gebeurtenis in { $file }
   *[other] { $count } gebeurtenissen in { $file }
}; wat hun teksten opent staat in { $secrets }: bewaar dat apart
backup-missing = { $texts }; ook { $secrets } opent die niet
backup-without-key = de ondertekensleutel gaat niet mee uit een dienst: bewaar het bestand key uit de gegevensmap ervan
backup-other-root = dit logboek heeft op die positie een andere wortel; maak de back-up opnieuw
backup-erased-meanwhile = de tekst van positie { $position } is intussen gewist; maak de back-up opnieuw
backup-none = dit is geen back-up van Peildatum
backup-secrets-given = dit is het geheim bij een back-up; geef de back-up zelf, het bestand met dezelfde naam zonder .geheim
backup-no-secrets = dit is geen geheim bij een back-up van Peildatum
backup-cut-off = het houdt te vroeg op; haal het bestand opnieuw op
backup-digest = het is veranderd of beschadigd: de digest is een andere; neem een andere kopie
backup-length = het is veranderd of beschadigd: er staat een lengte in die niet kan; neem een andere kopie

restore-no-secrets = { $file } is er niet, en zonder dat gaat geen tekst van de back-up open; leg het ernaast, of zet met --without-secrets alleen getallen, codes en dagen terug
restore-in-the-way = { $folder } is er al en is niet leeg; geef een andere map
restore-replace-ask = { $folder } is er al en is niet leeg: wat er staat wordt opzij gezet, ernaast, onder de naam { $folder }.before-restore-1.
restore-other-secrets = de twee bestanden horen bij verschillende back-ups: het ene eindigt op positie { $records }, het andere op { $secrets }; neem de twee die samen zijn gemaakt
restore-broken = de back-up klopt niet: { $what }; neem een andere
restore-record-too-large = is groter dan een gebeurtenis mag zijn
restore-other-count = er staan niet zo veel gebeurtenissen in als er staat
restore-strange-slot = een gebeurtenis noemt een plaats voor haar geheim die geen logboek gebruikt
restore-other-root = de gebeurtenissen geven een andere wortel dan er staat
restore-no-json = deze regel is geen JSON
restore-signed-further = tot en met positie { $signed } is al ondertekend, en deze back-up eindigt op { $held }: met dezelfde sleutel verdergaan zou een andere geschiedenis beloven; neem een nieuwere back-up, of ga verder met een nieuwe sleutel (--new-key)
restore-no-checkpoint = wat als checkpoint is gegeven is er geen
restore-no-key = de ondertekensleutel zit niet in deze back-up, want die gaat niet mee uit een dienst; ga verder met een nieuwe sleutel (--new-key), of maak de back-up met --data

restored = { $count ->
    [one] 1 gebeurtenis teruggezet in { $folder }
   *[other] { $count } gebeurtenissen teruggezet in { $folder }
}
restored-erased = gewist: { $erased ->
    [one] 1 tekst
   *[other] { $erased } teksten
} volgens de back-up zelf, en { $again } die daarna zijn gewist
restored-put-aside = wat er stond staat in { $folder }
restored-old-key = ondertekend met de oude sleutel: { $key }
restored-new-key = ondertekend met een nieuwe sleutel: { $key }
restored-new-key-unknown = ondertekend met een nieuwe sleutel: { $key }
    want niet bekend is hoever de oude na deze back-up heeft ondertekend. Moet dit het logboek worden dat verdergaat, en niet een kopie ernaast: geef wie de oude sleutel heeft de nieuwe, of zet opnieuw terug met --checkpoint BESTAND (het laatst gepubliceerde) of --sign-on.
restored-new-key-further = ondertekend met een nieuwe sleutel: { $key }
    want de oude heeft al tot en met positie { $signed } ondertekend, en zover komt deze back-up niet. Geef wie de oude sleutel heeft de nieuwe.
restored-new-key-none = ondertekend met een nieuwe sleutel: { $key }
    want de oude zit niet in deze back-up. Geef wie de oude sleutel heeft de nieuwe.

texts-missing = { $count ->
    [one] 1 tekst ontbreekt: teruggezet zonder geheim
   *[other] { $count } teksten ontbreken: teruggezet zonder geheim
}
text-missing = Tekst ontbreekt: teruggezet zonder geheim
text-missing-here = (tekst ontbreekt)
import-text-missing = de tekst ontbreekt: dit is uitgevoerd uit een logboek dat is teruggezet zonder geheim, en zo is het niet in te voeren; zet de back-up zelf terug
import-texts-missing = { $count } teksten ontbreken, zodat de vaststelling niet is na te rekenen

## Uitvoeren

export-past-head = positie { $until } is er niet; de laatste is { $head }
export-saved = let op: { $why }; de posities 1 tot en met { $written } zijn uitgevoerd
export-saved-what-holds = { $why }; de posities 1 tot en met { $written } kloppen en zijn uitgevoerd
export-missing = let op: { $texts }; deze export is na te rekenen en niet in te voeren
export-unexplained = let op: de teksten van positie { $positions } zijn gewist door gebeurtenissen na { $until }: dit deel is niet los in te voeren; laat --until weg
broke-off = het antwoord brak af ({ $why }); vraag het opnieuw
tiles-no-parent = de map { $folder } is er niet; maak haar eerst
tiles-in-the-way = { $folder } is er al en is geen lege map; noem een andere voor de tegels
tiles-not-signed = { $what } is niet wat is ondertekend, dus er is niets in { $folder } geschreven; bekijk het logboek met `peildatum verify`
tiles-root = de wortel
answer-no-verdict = er staat niet in of het logboek klopt
answer-no-list = het is geen lijst
