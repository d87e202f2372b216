# Wat de opdrachtregel zelf zegt, welke opdracht het ook is.

error = fout: { $what }

use-see-help = { $said }; --help toont het gebruik
use-value-missing = bij { $argument } hoort een waarde
use-value-unknown = "{ $value }" kan niet bij { $argument }; kies uit { $words }
use-value-wrong = "{ $value }" kan niet bij { $argument }: { $why }
use-argument-unknown = { $argument } is hier onbekend{ $near }
use-command-unknown = { $command } is geen opdracht{ $near }
use-suggestion = {", "}bedoel je { $near }?
use-no-equals = bij { $argument } hoort een =
use-too-many = bij { $argument } horen niet zo veel waarden; "{ $value }" is er een te veel
use-too-few = bij { $argument } horen meer waarden
use-twice = { $argument } staat er twee keer
use-conflict = { $argument } gaat niet samen met { $other }
use-missing = er ontbreekt nog: { $argument }
use-no-command = geef een opdracht
use-no-text = een argument is geen leesbare tekst (UTF-8)
use-whole-number = hier hoort een geheel getal
use-number-below-zero = een getal onder nul past hier niet
use-number-from = hier hoort een geheel getal vanaf { $least }
use-number-between = hier hoort een geheel getal van { $least } tot en met { $most }
use-day = geef een bestaande dag als JJJJ-MM-DD, zoals 2019-04-01
use-subject = geef een onderwerp als SOORT/ID, zoals voorziening/gebouw-c of onderdeel/9A1.1; soorten zijn { $kinds }

file-read = { $file } is niet te lezen: { $why }
file-write = { $file } is niet te schrijven: { $why }
file-make = { $file } is niet te maken: { $why }
file-remove = { $file } is niet weg te halen: { $why }
file-is-folder = { $file } is een map; noem de bestanden erin
output-write = het resultaat is niet te schrijven: { $why }
output-workbook-on-terminal = een werkboek (xlsx) is niet voor een scherm; geef een bestand met -o, of --format text

system-not-found = het is er niet
system-not-allowed = dat mag deze gebruiker niet
system-exists = het is er al
system-is-folder = het is een map
system-is-no-folder = het is geen map
system-full = de schijf is vol
system-read-only = de schijf is alleen te lezen
system-no-text = het is geen leesbare tekst (UTF-8)
system-cut-off = het houdt halverwege op

folder-missing = er is geen map { $folder }; noem een gegevensmap, of maak er een met import
url-wrong = --url { $url } is geen adres van een dienst; geef er een zoals http://127.0.0.1:8080
actor-wrong = { $id } kan geen vastlegger zijn; geef 1 tot 100 letters, cijfers en : @ . _ - zoals lokaal:jan
key-made-new = dit nieuwe logboek wordt ondertekend; de controlesleutel is { $key }
    Bewaar die waar deze machine hem niet kan veranderen: op papier, in een raadsstuk
key-made-older = dit logboek had geen sleutel; vanaf hier wordt het ondertekend, en de controlesleutel is { $key }
    Bewaar die waar deze machine hem niet kan veranderen: op papier, in een raadsstuk
key-made-asked = zoals gevraagd heeft dit logboek vanaf hier een andere sleutel of naam; de controlesleutel is { $key }
    Bewaar die waar deze machine hem niet kan veranderen: op papier, in een raadsstuk
progress-reading = logboek lezen
progress-loading = laden
progress-verifying = narekenen
progress-backing-up = back-up maken
progress-writing-tiles = tegels schrijven
progress-restoring = terugzetten
progress-exporting = uitvoeren
progress-saving = redden wat klopt
progress-bundling = bundel maken
progress-judging = beoordelen
progress-writing = schrijven
token-plain = een token gaat niet onbeschermd over http naar { $host }; gebruik https:// of laat --token weg
service-strange = { $url } antwoordde { $status } zonder uitleg; is dat een dienst van Peildatum?
service-silent = geen antwoord van { $url } ({ $why }); draait de dienst daar?
service-unreadable = het antwoord van { $url } is niet te lezen ({ $why })
system-nobody-listens = daar luistert niemand
system-hung-up = de verbinding werd verbroken
silence-no-host = die naam is niet bekend
silence-timeout = het duurde te lang
silence-no-connection = er kwam geen verbinding
folder-was-open = de map { $folder } was voor anderen op deze machine te lezen; dat is nu niet meer zo
file-no-folder = { $file } is niet te maken: de map waarin het moet komen is er niet
folder-only-read = er wordt alleen gelezen, uit een kopie van { $kib } KiB in de map voor tijdelijke bestanden: { $why }
folder-without-copy = geopend zonder eerst een kopie van het logboek te maken, zoals gevraagd
import-times-not-kept = { $count ->
    [one] 1 regel zegt
   *[other] { $count } regels zeggen
    } met geregistreerdOp wanneer iets is vastgelegd, en dat wordt niet bewaard: alles telt als nu vastgelegd (met --keep-times blijft het staan)
output-no-page = hiervan is geen pagina; geef text, json, csv of xlsx
enter-folder-exists = { $folder } is er al; een logboek groeit alleen aan het eind, dus oude pagina's komen in een nieuwe map: noem er een die er nog niet is
enter-at = { $file }:{ $line }: { $why }
enter-row-wrong = deze regel is niet te lezen; nodig zijn de kolommen bestand, ronde, peildatum, vastgelegd, college en raad (soort en programma mogen erbij), met komma's ertussen
enter-plan-empty = { $file } heeft geen regels; geef elke pagina een regel onder `bestand,ronde,peildatum,vastgelegd,college,raad`
enter-plan-long = een plan heeft hoogstens { $most } regels; verdeel het over meer logboeken
enter-day-wrong = `{ $day }` is geen dag; schrijf een dag als 2019-05-28
enter-kind-wrong = `{ $kind }` is geen soort ronde; schrijf bestuursrapportage, voortgangsrapportage, jaarstukken, programmabegroting of kaderbrief
enter-sealed-before = { $body } stelt op { $day } vast, voordat de pagina er is; verbeter een van beide dagen
enter-page = { $day }: { $file } voor ronde { $round }, { $count ->
        [one] 1 gebeurtenis
       *[other] { $count } gebeurtenissen
    }, waarvan { $unreviewed } na te kijken
enter-conflict = {"  "}regel { $line }: { $what }
enter-sealed = { $day }: ronde { $round } vastgesteld door { $body }, versie { $version }
enter-done = { $pages ->
        [one] 1 pagina
       *[other] { $pages } pagina's
    } ingevoerd, { $sealings } keer vastgesteld; { $conflicts } keer zegt een pagina iets anders dan wat er stond; { $unreviewed } concepten zijn na te kijken
enter-tried = Dit was een proef: er is niets bewaard
