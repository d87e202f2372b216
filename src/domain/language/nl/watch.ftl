# Hoe de dienst eraan toe is: de bladzijde van het beheer, en de alarmen.
watch-title = Beheer
watch-lead = { $count ->
    [0] Er gaat geen alarm af.
    [one] Er gaat één alarm af.
   *[other] Er gaan { $count } alarmen af.
}
watch-alarms = Alarmen
watch-facts = Wat er is gemeten
watch-alarm = alarm
watch-state = stand
watch-means = wat het betekent en wat te doen
watch-critical = Nu kijken
watch-warning = Kijk ernaar
watch-fine = in orde
watch-unknown = niet van toepassing, of niet te meten
watch-more = Dezelfde metingen staan onder /metrics, en dezelfde alarmen als regels voor Prometheus bij de documentatie (docs/beheer).
watch-never = nooit
watch-moment = { $moment }
watch-log = Laatste gebeurtenis
watch-log-value = positie { $head }, { $moment }
watch-signed = Ondertekend tot en met
watch-verified = Laatste controle
watch-verified-value = { $moment }, { $faults ->
    [0] alles klopt
    [one] één fout
   *[other] { $faults } fouten
}
watch-backed-up = Laatste back-up
watch-disk = Schijf
watch-disk-value = { $free } vrij van { $size }
watch-folder = Gegevensmap
watch-certificate = Certificaat geldt tot
watch-webhooks = Webhooks
watch-webhooks-value = { $active } actief, { $paused } gepauzeerd, { $stuck } vastgelopen; de verste loopt { $behind } posities achter
watch-streams = Stromen
watch-streams-value = { $open } open, waarvan { $behind } nog niet alles heeft
watch-work = Verzoeken
watch-work-value = { $running } in behandeling, { $waiting } wachtend
watch-memory = Geheugen
watch-started = Gestart
watch-version = Versie
alarm-controle-mislukt = Het logboek klopt niet
alarm-controle-mislukt-means = De laatste controle vond iets wat niet klopt: een gebeurtenis is beschadigd, veranderd of weg.
alarm-controle-mislukt-do = Laat de map zoals zij is, maak er een kopie van en voer peildatum verify uit: dat zegt welke positie het is.
alarm-niets-vastgelegd = Er kan niets worden vastgelegd
alarm-niets-vastgelegd-means = De schijf is vol, de map is alleen te lezen, of een schrijfactie mislukte. Lezen gaat door.
alarm-niets-vastgelegd-do = Vraag /readyz: dat noemt de reden. Maak ruimte of herstel de rechten, en start de dienst daarna opnieuw als hij dat vraagt.
alarm-klok = De klok kan niet goed staan
alarm-klok-means = De klok van de machine spreekt het logboek tegen; tot zij goed staat wordt niets vastgelegd.
alarm-klok-do = Vraag /readyz naar de reden en zet de klok gelijk (NTP). Staat zij wel goed, begin de dienst dan met --trust-clock.
alarm-niet-ondertekend = Het logboek is niet ondertekend tot zijn eind
alarm-niet-ondertekend-means = Gebeurtenissen van langer dan vijf minuten geleden staan nog niet onder een handtekening.
alarm-niet-ondertekend-do = Kijk in het log van de dienst waarom de handtekening niet te schrijven was; meestal is de schijf vol.
alarm-schijf = De schijf raakt vol
alarm-schijf-means = Minder dan een tiende van de schijf is vrij. Zonder ruimte wordt niets vastgelegd.
alarm-schijf-do = Maak ruimte of vergroot de schijf. De map before-open in de gegevensmap mag weg als de dienst goed loopt.
alarm-back-up = De laatste back-up is te oud
alarm-back-up-means = In de laatste 36 uur is geen back-up tot het eind gelezen.
alarm-back-up-do = Kijk waarom de taak niet liep, en voer peildatum backup uit.
alarm-controle-te-oud = De laatste controle is te oud
alarm-controle-te-oud-means = In de laatste 35 dagen is het logboek niet helemaal nagerekend.
alarm-controle-te-oud-do = Voer peildatum verify uit, ook naast een dienst die loopt (--url), en plan dat elke maand.
alarm-certificaat = Het certificaat verloopt
alarm-certificaat-means = Binnen veertien dagen vertrouwt geen browser de dienst meer.
alarm-certificaat-do = Zet een nieuw certificaat met zijn sleutel op dezelfde plek: de dienst leest het vanzelf.
alarm-webhooks = Een ontvanger loopt achter
alarm-webhooks-means = Een abonnement is vastgelopen, of een bezorging mislukt al langer dan een uur. De gebeurtenissen wachten, in volgorde.
alarm-webhooks-do = Open Abonnementen: daar staat wat de ontvanger antwoordt. Herstel de ontvanger en hervat het abonnement.
