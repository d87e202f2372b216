# Vastleggen vanaf een pagina: de formulieren en wat ze zeggen.

recording-title = Vastleggen
recording-given-back = { $why } Wat u typte staat hieronder nog: hier is het een gebeurtenis op zichzelf, los van die pagina.
recording-lead = Kies wat u wilt vastleggen. Voor het opslaan ziet u wat de rapportage ervan zegt.
recording-group-progress = Voortgang
recording-group-events = Herstellen en intrekken
recording-how-events = Open de gebeurtenis waar het om gaat, in het logboek of in een geschiedenis. Daar staat Herstel of Trek in.
recording-how-others = Een ronde stelt u vast vanaf haar eigen pagina. Een tekst wissen gaat met het programma peildatum of de API: dat is niet terug te draaien.
recording-closed = Er kan nu niets worden vastgelegd: { $why }
recording-form = Vastleggen: { $kind }
recording-form-correct = Herstellen: { $kind }
recording-required = (verplicht)
recording-choose = Kies
recording-yes = ja
recording-no = nee
recording-clear = maak { $field } leeg
recording-row = Nr. { $number }
recording-row-year = Jaar
recording-euros = in euro's, zoals 1.234,56
recording-no-euros = dit is geen bedrag in euro's zoals { $example }
recording-subject = Waar het over gaat. Staat het er niet bij, kijk dan of de ingangsdatum klopt.
recording-subject-new = De naam waarmee het voortaan wordt aangewezen, zoals opvang-noord: letters, cijfers, punten en streepjes, zonder spaties.
recording-subject-event = Het nummer of het id van de gebeurtenis, zoals gebeurtenis/77.
recording-day = De dag vanaf wanneer het geldt, niet de dag van vandaag.
recording-precision = Alleen als de dag niet precies bekend is.
recording-why = Waarom dit wordt vastgelegd of hersteld; mag open blijven.
recording-provenance = Uit welk document het komt
recording-check = Controleren
recording-check-hint = Er wordt nog niets opgeslagen. Hierna ziet u wat de rapportage zegt.
recording-confirm = Vastleggen
recording-confirm-hint = Wat is vastgelegd, blijft in het logboek staan. Een fout is later te herstellen of in te trekken.
recording-change = Terug naar het formulier
recording-not-yet = Er is nog niets vastgelegd
recording-wrong = { $count ->
    [one] Eén veld klopt niet.
   *[other] { $count } velden kloppen niet.
}
recording-refused = Dit kan niet: { $why }
recording-moved = { $count ->
    [0] Over dit onderwerp is intussen iets vastgelegd. Kijk of wat u typte nog klopt, en druk dan opnieuw op Controleren.
    [one] Terwijl u dit formulier invulde is er over dit onderwerp iets vastgelegd. Kijk of wat u typte nog klopt, en druk dan opnieuw op Controleren.
   *[other] Terwijl u dit formulier invulde zijn er over dit onderwerp { $count } gebeurtenissen vastgelegd. Kijk of wat u typte nog klopt, en druk dan opnieuw op Controleren.
}
recording-meanwhile = { $kind }, vastgelegd door { $actor } op { $moment }
recording-meanwhile-now = Intussen vastgelegd: { $value }
recording-used = Dit formulier is al vastgelegd, als nr. { $position }, met iets anders erin. Controleert en legt u dit vast, dan komt er een tweede gebeurtenis bij. Is het een fout in de eerste, herstel die dan.
recording-is-known = Dit is al vastgelegd, als nr. { $position }. Er komt niets bij.
recording-corrects = Dit komt in de plaats van: { $kind }, { $subject }. Wat er stond blijft in de geschiedenis te zien.
recording-withdraws = Dit telt dan niet meer: { $kind }, { $subject }. Het blijft in de geschiedenis te zien.
recording-preview-lead = Nog niet vastgelegd. Over { $subject }, geldt vanaf { $day }.
recording-warnings = Let op
recording-report-title = Wat de rapportage dan zegt
recording-report = De rapportage voor { $day }, zoals nu en zoals straks:
recording-same = De rapportage voor { $day } blijft zoals zij is.
recording-no-form = Voor { $kind } is er geen formulier. De pagina Vastleggen noemt wat er is.
recording-other-subject = { $kind } gaat niet over zo'n onderwerp
recording-other-kind = deze gebeurtenis is van een ander type: { $kind }. Open het formulier van dat type.
recording-inputs-max = het formulier heeft meer dan { $max } velden; stuur dit met de API
recording-to-note = Toelichting vastleggen
recording-to-light = Stoplicht zetten
recording-to-close = Sluiting vastleggen
recording-to-reopen = Heropening vastleggen
recording-to-capacity = Capaciteit wijzigen
recording-to-restrict = Beperking vastleggen
recording-to-measure = Meting vastleggen
recording-to-correct = Herstel
recording-to-withdraw = Trek in
