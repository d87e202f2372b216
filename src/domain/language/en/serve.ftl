# The service and the demo: starting, and what the configuration file says.

listen-no-address = --listen "{ $address }" is no address; give one such as { $usual }
listen-not-loopback = --listen { $address }: others could reach that, but access is not configured; give an address of this machine alone, such as { $usual }
listen-failed = the service can not listen on { $address }: { $why }
listen-taken = another program listens on { $address }; give another --listen, such as 127.0.0.1:0 to get a free port
listen-no-name = the service can not listen: { $why }
serve-failed = the service can not start: { $why }
serve-few-descriptors = the system gives this program { $present } open files at one time, and the service needs at least { $least }; raise the limit (ulimit -n, or LimitNOFILE under systemd)
serve-log-stopped = the log stopped accepting events: { $why }
serve-clock = note: reading goes on, recording does not: { $why }
serve-listening = listening on { $address }

config-line = { $file }:{ $line }: { $what }
config-key = { $key }: { $what }
config-limit-zero = a limit of 0 lets nothing through; give at least 1
config-unknown-key = { $key } does not exist; possible are { $known }
config-value = { $found } does not fit here
config-no-toml = this is no TOML
config-log-name = give a name without blanks or plus signs, such as peildatum.gemeente.example/log
config-event-source = "{ $source }" is no source; give a URN such as urn:nld:oin:<OIN>:systeem:peildatum
config-public-url = "{ $url }" is no public address; give one such as https://peildatum.gemeente.example
config-sender = "{ $name }" is no DNS name; give one such as peildatum.gemeente.example
config-network = "{ $network }" is no network; give one such as 10.1.0.0/16 or fd00::/8
config-certificates = { $file }: { $why }
config-no-certificate = it holds no certificate
config-other-than-certificates = it holds something else than certificates

demo-title = Peildatum demo: { $events } events of { $stream }
demo-folder-stays = Data folder: { $folder } (stays)
demo-folder-goes = Data folder: { $folder } (is removed at the end)
demo-taken = { $address } is taken by another program, so a free port was chosen.
demo-address = Pages to look at: { $address } (the API is below /v1)
demo-try = Three things to try, in a browser:
demo-end = Ctrl-C ends the demo.
demo-other-log = { $folder } holds another log than the stream { $stream }; give an empty folder
demo-correction = What do we now say otherwise about 1 April 2019 than on 28 May 2019? Building C is no longer
       closed then: that is a correction, the world did not change.
demo-round = What did the council adopt? The report rebuilt out of the log, byte by byte, followed by
       the verdict whether it still holds.
demo-bundle = Prove it without the service: get the bundle of a sealing and check it with `replay`.
demo-two-rounds = What changed between two progress reports?
demo-report = The report of 1 September 2021.
demo-history = All that was recorded about building C, as each event changed it.
config-security-contact = "{ $contact }" is no address to tell something; give one such as mailto:veiligheid@gemeente.example
tls-unread = { $file } can not be read: { $why }
tls-no-file = it is no plain file
tls-large = it is larger than a certificate with its chain can be
tls-no-certificate = { $file } has no certificate in PEM; give that of the service, followed by those between it and its authority
tls-no-key = { $file } has no private key in PEM without a password
tls-other-key = the key in { $file } is not that of the first certificate in { $other }; give the two that belong together
tls-unusable = no encrypted connection can be made with the certificate in { $file }; the log of the service says why
tls-ended = the certificate in { $file } ended on { $end }; no browser trusts it any more, so put a new one there
tls-not-begun = the certificate in { $file } holds from { $begin } on only; put one there that holds now, or look at the clock of this machine
tls-ending = the certificate in { $file } holds until { $end }; put a new one there before, which is used without a restart
tls-other-host = the certificate in { $file } is not for { $host } of public-url; whoever goes there gets a warning
config-traces = { $found } is no address of a collector; give one such as http://127.0.0.1:4318/v1/traces
config-traces-thread = spans can not be sent: { $why }
