# Een ronde vaststellen vanaf een pagina.

seal-link = Vaststellen
seal-title = Ronde { $round } vaststellen
seal-lead = Loop na wat nog open staat, en zeg dan wat het orgaan met de rapportage deed. Hierna ziet u wat komt vast te liggen.
seal-not-yet = Er is nog niets vastgesteld
seal-moved = { $count ->
    [0] Over deze ronde is intussen iets vastgelegd. Er is niets vastgesteld. Kijk of wat u typte nog klopt, en druk dan opnieuw op Controleren.
    [one] Terwijl u dit deed is er over deze ronde iets vastgelegd of vastgesteld. Er is door u niets vastgesteld. Kijk of wat u typte nog klopt, en druk dan opnieuw op Controleren.
   *[other] Terwijl u dit deed zijn er over deze ronde { $count } gebeurtenissen vastgelegd. Er is door u niets vastgesteld. Kijk of wat u typte nog klopt, en druk dan opnieuw op Controleren.
}
seal-open = Nog open
seal-no-drafts = Er is geen concept dat nog nagekeken moet worden.
seal-open-drafts = { $count ->
    [one] 1 concept is niet nagekeken:
   *[other] { $count } concepten zijn niet nagekeken:
}
seal-more = en nog { $count }
seal-no-findings = Er zijn geen signalen.
seal-findings = Signalen: { $high } hoog, { $medium } midden, { $low } laag
seal-previous = De vorige is { $sealed }.
seal-report = De rapportage zoals nu bekend
seal-what = Wat het orgaan deed
seal-body = Het college gaat de raad voor.
seal-purport = Wat het orgaan met de rapportage deed.
seal-day = De dag waarop het besluit is genomen. Blijft dit open, dan geldt vandaag.
seal-day-missing = geef de dag waarop het besluit is genomen
seal-decision = Het besluit waar de vaststelling op rust; mag open blijven.
seal-new-decision = Het besluit staat er nog niet bij
seal-new-decision-hint = Het wordt vastgelegd met de dag hierboven, en de vaststelling rust erop.
seal-new-number = Kenmerk van het besluit
seal-new-number-hint = Zoals RV 26.0012.
seal-new-title = Titel van het besluit
seal-new-title-hint = Hoe het stuk heet.
seal-two-decisions = kies een besluit uit de lijst, of leg er hier een vast; niet allebei
seal-reason = De ronde is heropend: waarom zij opnieuw wordt vastgesteld.
seal-accept-drafts = { $count ->
    [one] Stel vast met 1 concept dat niemand nakeek
   *[other] Stel vast met { $count } concepten die niemand nakeek
}
seal-own-day = Leg vast op die dag: een besluit van vroeger, in een logboek van oude pagina's dat nog niet in gebruik is
seal-accept-order = Stel vast buiten de gewone volgorde
seal-drafts = { $count ->
    [one] 1 concept achter deze rapportage is niet nagekeken. Kijk het na, of zet hieronder een vinkje dat u het zo vaststelt.
   *[other] { $count } concepten achter deze rapportage zijn niet nagekeken. Kijk ze na, of zet hieronder een vinkje dat u het zo vaststelt.
}
seal-order = dit gaat buiten de gewone volgorde: eerst de peildatum ({ $day }), dan het college, dan de raad. Kijk het orgaan en de dag na, of zet hieronder een vinkje dat het zo is gegaan.
seal-check-hint = Er wordt nog niets vastgesteld. Hierna ziet u wat komt vast te liggen.
seal-confirm-lead = Nog niet vastgesteld. Dit is wat komt vast te liggen.
seal-fixes = Wat komt vast te liggen
seal-lasting = Wat niet terug te draaien is
seal-lasting-report = De rapportage over { $day }, zoals bekend op positie { $position }, ligt vast. Wie haar later opvraagt krijgt dezelfde letters.
seal-lasting-event = De vaststelling blijft in het logboek staan, met orgaan, dag, besluit en digest. Zij is niet te wissen en niet te wijzigen. Wie haar wil overdoen heropent de ronde met een reden, en beide vaststellingen blijven te zien.
seal-lasting-round = Toelichtingen en stoplichten voor deze ronde worden hierna geweigerd, tenzij zij een fout herstellen. Wat er over deze dag nog bij komt heet daarna "na de vaststelling".
seal-lasting-drafts = { $count ->
    [one] 1 concept dat niemand nakeek ligt daarmee ook vast.
   *[other] { $count } concepten die niemand nakeek liggen daarmee ook vast.
}
seal-lasting-decision = Het besluit { $number } wordt in dezelfde stap vastgelegd: beide gaan door, of geen van beide.
seal-once = Twee keer drukken stelt een keer vast. Heeft iemand anders intussen iets over deze ronde vastgelegd, dan gebeurt er niets en ziet u wat.
seal-confirm = Vaststellen
sealed-title = Ronde { $round } is vastgesteld
sealed-by = Vastgelegd door { $actor } op { $moment }.
sealed-half-page = De halve bladzijde voor het raadsstuk
sealed-copy = Zet uw cursor in het vak, kies alles (Ctrl+A) en kopieer. Neem de tekst letter voor letter over: wie haar heeft kan later nagaan wat de raad kreeg.
sealed-report = De rapportage zoals zij is vastgesteld
sealed-check = Alle vaststellingen, en hoe u ze nagaat
seal-still = Nog vast te stellen
