# Wat `peildatum record` zegt: zijn uitleg, wat er mis is met VELD=WAARDE, en wat er is vastgelegd of zou worden.

help-record = Legt één gebeurtenis vast, van welk type ook
help-record-more = `record TYPE --help` toont de velden van een type, met een voorbeeld. Met --dry-run wordt de gebeurtenis beoordeeld en getoond wat de rapportage zou zeggen.
help-record-subject = Waar het over gaat, zoals voorziening/gebouw-c; de soort mag weg als het type er maar één kent
help-record-fields = De velden van de gebeurtenis; zie hieronder
help-record-on = De dag vanaf wanneer het geldt, zoals 2019-04-01 (bij een ronde of een intrekking standaard vandaag)
help-record-corrects = Herstelt deze gebeurtenis en komt in haar plaats: haar id, of haar positie in het logboek
help-record-why = Waarom dit wordt vastgelegd; bij een herstel hoort dat erbij
help-record-precision = Hoe precies de dag bekend is
help-record-id = Een eigen id (UUID): twee keer hetzelfde vastleggen legt het één keer vast
help-record-if-match = Alleen als het onderwerp nog op deze versie staat
help-record-json = Toont het resultaat als JSON
help-value-type = TYPE
help-value-field-value = VELD=WAARDE
help-value-precision = NAUWKEURIGHEID
help-value-uuid = UUID
help-value-version = VERSIE
help-value-shell = SHELL

record-types = Types
record-after-types = Elk type mag ook met nl.peildatum. ervoor. Voorbeeld:
    {"  "}peildatum record voorziening.gesloten gebouw-c --on 2026-01-01 reden=Brand --data MAP
record-fields = Velden (* is verplicht):
record-values = Een waarde wordt gelezen zoals haar veld dat vraagt: `veld=null` maakt leeg, `veld=a,b` is een lijst, `veld.deel=...` een deel ervan, `veld=[...]` hele JSON, `veld=@bestand` wat in een bestand staat en `veld=-` wat op stdin komt. Een tekst die met @ begint krijgt er een @ voor. Wat op InCenten eindigt kan ook zonder dat, in euro's: `bedrag=1.234,56`.
record-example = Voorbeeld:

record-holds-text = tekst van hooguit { $most } tekens
record-holds-word = kies uit { $words }
record-holds-one = alleen { $word }
record-holds-whole = geheel getal van { $least } tot en met { $most }
record-holds-flag = true of false
record-holds-list = lijst, met komma's ertussen, van: { $of }
record-holds-parts = bestaat uit delen
record-holds-provenance = met delen zoals { $parts }
record-holds-parts-list = lijst; elk lid bestaat uit delen
record-holds-keyed = per jaar, zoals .2026=, { $of }

record-no-equals = "{ $given }" is geen VELD=WAARDE, zoals { $field }=...; zet een waarde met spaties tussen aanhalingstekens
record-bad-place = in { $field } hoort tussen [ en ] een plaats in de lijst, 0 voor de eerste
record-unknown-field = { $field } is hier geen veld; bedoel je { $near }?
record-no-such-field = { $field } is hier geen veld; er is { $known }
record-is-option = { $field } geef je met { $option }
record-twice = { $field } staat er twee keer
record-not-cleared = { $field } kan niet leeg
record-place-skipped = { $field } slaat een plaats in de lijst over; de volgende is [{ $next }]
record-list-needs-place = { $field } is een lijst; noem de plaats, zoals { $field }[0].{ $part }=...
record-has-parts = { $field } bestaat uit delen: { $parts }
record-no-parts = { $field } heeft geen delen
record-bad-json = { $field } is geen JSON: bij teken { $column } gaat het mis, { $why }
record-no-euros = { $field }={ $value } is geen bedrag in euro's zoals 1.234,56; hele centen gaan met { $field }InCenten=
record-file-unreadable = { $field }: { $file } is niet te lezen: { $why }
record-too-large = { $field }: { $file } is te groot; een tekst is hooguit 1 MiB
record-no-text = { $field }: { $file } is geen leesbare tekst (UTF-8)
record-stdin-twice = { $field } en { $other } willen allebei lezen wat op stdin komt; dat kan er maar één

record-field-wrong = { $field }: { $why }
record-refused = { $wrong }; peildatum record { $kind } --help toont de velden
record-unknown-type = "{ $name }" is geen type gebeurtenis; peildatum record --help noemt ze
record-unknown-type-near = "{ $name }" is geen type gebeurtenis; bedoel je { $near }?
record-use-seal = een ronde wordt vastgesteld met peildatum seal { $round } --body { $body } --purport { $purport }, dat de rapportage erbij berekent
record-erases = De teksten van gebeurtenis { $event } worden voorgoed vernietigd, op elke dag en positie; dat komt niet terug.
record-no-day = bij { $kind } hoort --on DATUM: de dag vanaf wanneer het geldt
record-no-position = er is geen gebeurtenis op positie { $position }; geschiedenis en rapportage noemen posities

recorded-event = { $kind } over { $subject }, ingangsdatum { $day }
recorded-new = Vastgelegd op positie { $position }: { $event }
recorded-known = Stond al op positie { $position }: { $event }; er is niets bijgekomen
recorded-version = Het onderwerp staat nu op versie { $version }.
recorded-nothing = Wijzigt niets aan de stand op die dag.
recorded-warning = Let op: { $field }: { $what }
preview-new = Proef, er is niets vastgelegd. Dit kan worden vastgelegd, nu op positie { $position }: { $event }
preview-known = Proef, er is niets vastgelegd. Dit staat al op positie { $position }: { $event }
preview-changes = De rapportage voor { $day } zegt dan:
preview-same = De rapportage voor { $day } blijft zoals ze is.
preview-of-one = een proef gaat over één gebeurtenis; meer tegelijk beoordeelt POST /v1/invoer met proef=true
