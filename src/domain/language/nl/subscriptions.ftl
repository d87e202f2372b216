# Abonnementen: aanmelden, en wat er niet kan.

subscription-input = { $count ->
    [one] 1 fout in de invoer
   *[other] { $count } fouten in de invoer
}
subscription-unknown = dit abonnement bestaat niet
subscription-no-delivery = positie { $position } hoort niet bij dit abonnement
subscription-ended = dit abonnement is beëindigd door de ontvanger (410); meld een nieuw abonnement aan
subscription-too-many = er zijn al { $most } abonnementen, meer neemt deze dienst niet aan; verwijder er een
subscription-resend-waits = er wacht al een herhaling voor dit abonnement; probeer het zo dadelijk opnieuw
subscription-too-many-dead = dit abonnement heeft al { $most } onbestelbare bezorgingen; herhaal die eerst
subscription-stopping = de dienst stopt
subscription-node-unknown = dit onderdeel komt in het logboek niet voor
subscription-start-beyond = het logboek heeft posities tot en met { $head }
handshake-no-answer = de ontvanger gaf geen antwoord op OPTIONS ({ $why })
handshake-status = de ontvanger antwoordde { $status } op OPTIONS; hier hoort een 2xx met WebHook-Allowed-Origin
handshake-no-origin = het antwoord op OPTIONS mist WebHook-Allowed-Origin: de ontvanger stemt niet toe
handshake-other-origin = WebHook-Allowed-Origin noemt "{ $allowed }"; hier hoort { $origin } of *
handshake-rate = WebHook-Allowed-Rate is geen geheel getal boven 0 en geen *
address-none = dit is geen adres
address-scheme = een adres begint met https://
address-host = een adres heeft een host, en een poort boven 0
address-user = een adres noemt geen gebruiker of wachtwoord; geef een token
address-fragment = een adres heeft hier geen fragment (#)
address-length = een adres telt hooguit { $most } tekens
secret-form = hier hoort whsec_ met daarachter 24 tot en met 64 bytes in base64
subscription-rotation-runs = er wordt al met twee geheimen ondertekend, tot { $until }; wacht daarop, of laat de oude meteen eindigen met overlapInUren 0
subscription-why-gone = de ontvanger antwoordde 410: dit adres wil niets meer ontvangen
subscription-why-exhausted = de laatste poging mislukte; zie onbestelbare-bezorgingen
subscription-why-other-log = het logboek is teruggezet: de gebeurtenis op positie { $position } is niet die van eerder
