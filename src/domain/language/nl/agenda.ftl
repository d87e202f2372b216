# De agenda: wat ingaat tussen twee dagen.

agenda-title = Agenda
agenda-about = wat ingaat, op welke dag, met de gebeurtenis die het zegt
agenda-period = Periode
agenda-between = { $from } tot en met { $until }
agenda-none = Er gaat in deze periode niets in, voor zover bekend.
agenda-erased = naam gewist
agenda-line = { $name }: { $what }
agenda-milestone = mijlpaal
agenda-opens = gaat open
agenda-closes = sluit
agenda-opens-again = gaat weer open
agenda-places = { $count ->
    [one] 1 plaats
   *[other] { $count } plaatsen
}
agenda-node = onderdeel { $node }
agenda-case = dossier { $case }
agenda-event = gebeurtenis nr. { $position }
agenda-day-known = dag: { $day }
agenda-too-many = in deze periode gaan { $entries } dingen in, meer dan een agenda toont (hooguit { $most }); vraag een kortere periode of één onderdeel
query-agenda-order = de laatste dag ligt voor de eerste
query-agenda-length = een agenda beslaat hooguit { $most } dagen; geef twee dagen die dichter bij elkaar liggen

page-nav-agenda = Agenda
page-agenda-lead = Wat op een dag ingaat: voorzieningen die opengaan, sluiten of beperkt worden, besluiten die gaan gelden, en mijlpalen die zijn gepland.
page-agenda-known = Zoals bekend op { $recorded }; de laatste gebeurtenis toen was nr. { $position }.
page-agenda-empty = Er is nog niets vastgelegd, dus er gaat niets in.
page-agenda-period = Periode en stand
page-agenda-from = Van
page-agenda-until = Tot en met
page-agenda-day = Dag
page-agenda-what = Wat ingaat
page-agenda-place = Hoort bij
page-agenda-source = Vastgelegd
page-agenda-today = Vandaag, { $day }
page-agenda-follow = Volgen in een agenda (iCalendar)
page-agenda-follow-not = Een agendaprogramma kan deze agenda hier niet volgen, omdat het zich niet aanmeldt. Haal de agenda met een toegangsbewijs op:
page-agenda-follow-how = Geef dit adres aan een agendaprogramma; het haalt zelf op wat verandert. Wat verschuift, verschuift daar ook, en wat is ingetrokken verdwijnt.
