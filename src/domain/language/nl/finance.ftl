# De bedragen die op een dag staan: totalen, dekking, verloop.

finance = Financiën
finance-on = Peildatum
finance-year = Begrotingsjaar
finance-node = Onderdeel
finance-totals = Totalen
finance-totals-of = De bedragen van { $year }, met alles wat daaraan door dekking of realisatie is verbonden.
finance-none = Geen bedragen.
finance-of-year = Begrotingsjaar { $year }
finance-without-year = Zonder begrotingsjaar
finance-no-programme = zonder programma
finance-programme = programma { $programme }
finance-area = zonder programma, beleidsterrein { $area }
finance-programme-area = programma { $programme }, beleidsterrein { $area }
finance-group = { $year }, { $place }
finance-group-joined = { $year }, { $place } (verbonden met { $with })
finance-coverage = Dekking
finance-covered-by = gedekt door
finance-realised-by = ingevuld door
finance-open = nog open
finance-open-unknown = niet te zeggen (p.m.)
finance-course = Verloop
finance-step = vanaf { $day } (positie { $position })
finance-step-standing = vanaf { $day }, { $standing } (positie { $position })
finance-out-of-sight = Buiten beeld: { $what }
finance-other-years = { $count ->
    [one] 1 bedrag van een ander begrotingsjaar, { $much }
   *[other] { $count } bedragen van andere begrotingsjaren, samen { $much }
}
finance-other-years-pm = { $count ->
    [one] 1 bedrag van een ander begrotingsjaar, p.m.
   *[other] { $count } bedragen van andere begrotingsjaren, samen { $much }, waarvan { $open } p.m.
}
finance-some-without-year = { $count ->
    [one] 1 bedrag zonder begrotingsjaar, { $much }
   *[other] { $count } bedragen zonder begrotingsjaar, samen { $much }
}
finance-some-without-year-pm = { $count ->
    [one] 1 bedrag zonder begrotingsjaar, p.m.
   *[other] { $count } bedragen zonder begrotingsjaar, samen { $much }, waarvan { $open } p.m.
}
finance-none-without-year = geen bedragen zonder begrotingsjaar
