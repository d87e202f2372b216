# How the service is: the page of the administrator, and the alarms.
watch-title = Administration
watch-lead = { $count ->
    [0] No alarm goes off.
    [one] One alarm goes off.
   *[other] { $count } alarms go off.
}
watch-alarms = Alarms
watch-facts = What was measured
watch-alarm = alarm
watch-state = state
watch-means = what it means and what to do
watch-critical = Look now
watch-warning = Look at it
watch-fine = fine
watch-unknown = does not apply, or can not be measured
watch-more = The same measurements are at /metrics, and the same alarms as rules of Prometheus beside the documentation (docs/beheer).
watch-never = never
watch-moment = { $moment }
watch-log = Last event
watch-log-value = position { $head }, { $moment }
watch-signed = Signed up to
watch-verified = Last verification
watch-verified-value = { $moment }, { $faults ->
    [0] everything holds
    [one] one fault
   *[other] { $faults } faults
}
watch-backed-up = Last back-up
watch-disk = Disk
watch-disk-value = { $free } free of { $size }
watch-folder = Data folder
watch-certificate = Certificate valid until
watch-webhooks = Webhooks
watch-webhooks-value = { $active } active, { $paused } paused, { $stuck } stuck; the furthest is { $behind } positions behind
watch-streams = Streams
watch-streams-value = { $open } open, of which { $behind } still have to take something
watch-work = Requests
watch-work-value = { $running } at work, { $waiting } waiting
watch-memory = Memory
watch-started = Started
watch-version = Version
alarm-controle-mislukt = The log does not hold
alarm-controle-mislukt-means = The last verification found something that does not hold: an event is damaged, changed or gone.
alarm-controle-mislukt-do = Leave the folder as it is, make a copy of it and run peildatum verify: it says which position it is.
alarm-niets-vastgelegd = Nothing can be recorded
alarm-niets-vastgelegd-means = The disk is full, the folder is read-only, or a write failed. Reading goes on.
alarm-niets-vastgelegd-do = Ask /readyz: it says why. Make room or mend the permissions, and restart the service where it asks that.
alarm-klok = The clock can not be right
alarm-klok-means = The clock of the machine contradicts the log; nothing is recorded until it is right.
alarm-klok-do = Ask /readyz why, and set the clock (NTP). If it is right, start the service by --trust-clock.
alarm-niet-ondertekend = The log is unsigned at its end
alarm-niet-ondertekend-means = Events of more than five minutes ago have no signature yet.
alarm-niet-ondertekend-do = The log of the service says why the signature could not be written; mostly the disk is full.
alarm-schijf = The disk is filling up
alarm-schijf-means = Less than a tenth of the disk is free. Without room nothing is recorded.
alarm-schijf-do = Make room or enlarge the disk. The folder before-open in the data folder may go once the service runs well.
alarm-back-up = The last back-up is too old
alarm-back-up-means = No back-up was read to its end in the last 36 hours.
alarm-back-up-do = See why the task did not run, and run peildatum backup.
alarm-controle-te-oud = The last verification is too old
alarm-controle-te-oud-means = The log was not recomputed as a whole in the last 35 days.
alarm-controle-te-oud-do = Run peildatum verify, also beside a running service (--url), and plan that each month.
alarm-certificaat = The certificate ends
alarm-certificaat-means = Within fourteen days no browser trusts the service any more.
alarm-certificaat-do = Put a new certificate and its key in the same place: the service reads them by itself.
alarm-webhooks = A receiver is behind
alarm-webhooks-means = A subscription is stuck, or a delivery has failed longer than an hour. The events wait, in order.
alarm-webhooks-do = Open Subscriptions: it shows what the receiver answers. Mend the receiver and resume the subscription.
