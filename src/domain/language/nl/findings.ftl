# Signalen van een ronde.

finding-programme-expected = { $what } hoort bij deze ronde, maar er kwam niets voor: geen toelichting, stoplicht, bedrag of meting.
finding-programme-not-reported = { $what } is in deze ronde niet gerapporteerd; wat ervan wordt getoond is van eerder.
finding-programme-unknown = Programma { $code } hoort bij { $round }, maar is niet opgenomen en er kwam niets voor.
finding-no-note = { $what } heeft nog geen toelichting.
finding-note-carried-over = { $what } heeft voor deze ronde nog geen toelichting; getoond wordt die van { $day }.
finding-quiet = Over { $what } is sinds { $from } niets vastgelegd.
finding-quiet-last = Over { $what } is sinds { $from } niets vastgelegd; het laatste is van { $last }.
finding-light-without-steering = Het stoplicht van { $what } staat op { $colour }, maar geen toelichting erbij noemt oorzaak, gevolg en bijsturing alle drie.
finding-light-unknown = Van het stoplicht van { $what } is de kleur onbekend.
finding-milestone-passed = { $what } stond voor { $due } en is niet gehaald, verschoven of vervallen.
finding-target-open = Van { $what } ({ $amount }) staat nog { $open } open.
finding-target-unknown = Hoeveel van { $what } openstaat is niet te zeggen: een bedrag is p.m.
finding-amount-not-told = { $what } is in deze ronde niet opnieuw gemeld, andere bedragen van het programma wel; getoond wordt wat sinds { $day } geldt.
finding-cover-across-years = { $what } van { $year } dekt { $other } van { $other_year }, en geen besluit over die dekking is vastgelegd.
finding-reservation = { $what } is genomen onder een voorbehoud dat nog niet is vervuld: { $text }
finding-reservation-erased = { $what } is genomen onder een voorbehoud dat nog niet is vervuld (tekst gewist).
finding-reservation-missing = { $what } is genomen onder een voorbehoud dat nog niet is vervuld (tekst ontbreekt).
finding-not-reviewed = { $what }: { $count ->
    [one] een concept is nog niet nagekeken.
   *[other] { $count } concepten zijn nog niet nagekeken.
}
finding-no-reason = { $what }: positie { $position } herstelt positie { $corrected } en zegt niet waarom.
finding-after-sealing = { $what }: na de vaststelling van ronde { $round } door { $body ->
    [raad] de raad
   *[college] het college
} (versie { $version }) is nog vastgelegd, over een dag die zij dekt: { $events }.
finding-late-event = { $said } per { $day } (positie { $position })
finding-exceeded = Van { $what } is { $by } meer gedekt of ingevuld dan het bedrag.
finding-odd-same-day = { $what }: { $said } per { $on }, maar { $first } op diezelfde dag is later vastgelegd en gaat voor.
finding-odd-early = { $what }: { $said } per { $on }, eerder dan { $first } per { $first_on }.
finding-odd-twice = { $what }: { $said } per { $on }, terwijl het er al was ({ $first } per { $first_on }).
finding-odd-already = { $what }: { $said } per { $on }, terwijl dat al zo was ({ $first } per { $first_on }).
finding-odd-ended = { $what }: { $said } per { $on }, terwijl het toen al was beëindigd ({ $first } per { $first_on }).
finding-odd-nameless = { $what }: de vastlegging zelf is ingetrokken, de rest telt nog mee.

subject-code = { $kind } { $code }
subject-code-title = { $kind } { $code } ({ $title })
subject-name = { $kind } "{ $name }"
subject-kind = { $kind }
subject-kind-first = { $kind ->
    [programma] Programma
    [beleidsterrein] Beleidsterrein
    [doel] Doel
    [prestatie] Prestatie
    [onderdeel] Onderdeel
    [dossier] Dossier
    [voorziening] Voorziening
    [bijstelling] Bijstelling
    [indicator] Indicator
    [mijlpaal] Mijlpaal
    [besluit] Besluit
    [ronde] Ronde
   *[other] { $kind }
}
said-of-subject = { $said }
