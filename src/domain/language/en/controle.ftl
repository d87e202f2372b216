# Checking in the browser: the page /controle.

audit-title = Check a bundle or a paper
audit-lead = Your browser computes this, not the service that is being checked. What you choose or paste here does not leave your computer.
audit-caveat = The computing is in a script that comes from this service. Who does not want to trust that either checks with replay on another computer.
audit-file = Bundle (.zip)
audit-file-hint = Choose the bundle, or drag it into this box.
audit-paper = What you keep elsewhere
audit-paper-hint = Paste what is on paper: a digest, the half page, a checkpoint or the public key.
audit-run = Check
audit-without-scripts = Without scripts this page checks nothing. Do it on another computer with replay:
audit-with-replay = With replay you also build the report again from the log alone:
audit-busy = Checking.
audit-nothing = Choose a bundle or paste a text.
audit-failed = The check broke off: { $why }. Use replay.
audit-result = Result
audit-holds = What can be checked here holds.
audit-fails = { $count ->
    [one] DOES NOT HOLD: 1 finding.
   *[other] DOES NOT HOLD: { $count } findings.
}
audit-about = This is sealing { $version } of round { $round } by { $body }, with digest { $digest }, out of a log of { $events } events.
audit-about-nothing = Which sealing it is can not be read from it.
audit-signed-elsewhere = The checkpoint over { $size } events was signed with the key that you gave.
audit-signed-own = The checkpoint over { $size } events was signed with the key in the bundle itself, which proves nothing.
audit-signed-wrong = The signature under the checkpoint over { $size } events does not hold.
audit-signed-unable = The signature can not be checked here.
audit-signed-none = There is no checkpoint of which the signature can be checked.
audit-digest-is-given = The digest is the one that you gave.
audit-faults = What does not hold
audit-unchecked = What was not checked, and what that needs
audit-unchecked-key-origin = The origin of the key: it came with the bundle. Paste the key from the council paper, the clerk or the accountant.
audit-unchecked-signature = The signature: this browser can not compute Ed25519, or the page did not come over TLS. Use a newer browser, an address with https, or replay.
audit-unchecked-completeness = Whether the log is complete: there is no log or no checkpoint to compare it to. Ask for the bundle again.
audit-unchecked-beyond = The events after the checkpoint ({ $positions }): ask for a bundle with a newer checkpoint.
audit-unchecked-digest = Whether this is the report that the council got: paste the digest or the half page from the council paper.
audit-unchecked-rebuilt = Whether the log gives this report, whether the other sealings in it hold, and whether the text, the CSV, the workbook, LEESMIJ.txt and the rest of the half page say what the report says: only replay builds that again.
audit-in-paper = What is in the pasted text
audit-paper-digest = Digest { $digest } stands below at { $sealing }. That is what the service says: choose the bundle to compute it.
audit-paper-digest-unknown = Digest { $digest } stands at no sealing of this service.
audit-paper-digest-here = Digest { $digest } is that of the bundle, computed again.
audit-paper-key = Public key of { $name }.
audit-paper-signed = The checkpoint over { $size } events ({ $origin }) was signed with the pasted key.
audit-paper-unsigned = The checkpoint over { $size } events ({ $origin }) does not hold: { $why }.
audit-paper-no-key = The checkpoint over { $size } events ({ $origin }) needs a key: paste it too, to check the signature.
audit-paper-unable = The signature under the checkpoint over { $size } events ({ $origin }) can not be checked in this browser.
audit-paper-nothing = There is no digest, checkpoint or key in this.
audit-not-json = this is no JSON
audit-too-large = this unpacks to more than { $max } bytes, which is too large for a browser; use replay
audit-other-digest = gives another digest than the one that you pasted
audit-head = Last event
audit-root = Root
audit-own = Last verification by the service itself
audit-own-none = None since the service runs. It is done with peildatum verify --url ADDRESS.
audit-own-holds = On { $moment }, up to event { $events }: everything holds.
audit-own-fails = On { $moment }, up to event { $events }: DOES NOT HOLD, findings: { $count }.
audit-verdict = Verdict
audit-verdict-none = not verified
