# What the command line itself says, whatever the command.

error = error: { $what }

use-see-help = { $said }; --help shows the use
use-value-missing = { $argument } needs a value
use-value-unknown = "{ $value }" does not fit { $argument }; choose one of { $words }
use-value-wrong = "{ $value }" does not fit { $argument }: { $why }
use-argument-unknown = { $argument } is unknown here{ $near }
use-command-unknown = { $command } is no command{ $near }
use-suggestion = {", "}do you mean { $near }?
use-no-equals = { $argument } needs an =
use-too-many = { $argument } takes fewer values; "{ $value }" is one too many
use-too-few = { $argument } takes more values
use-twice = { $argument } is given twice
use-conflict = { $argument } does not go together with { $other }
use-missing = still missing: { $argument }
use-no-command = give a command
use-no-text = an argument is no readable text (UTF-8)
use-number-below-zero = a number below zero does not fit here
use-whole-number = give a whole number
use-number-from = give a whole number of { $least } or more
use-number-between = give a whole number between { $least } and { $most }
use-day = give an existing day as YYYY-MM-DD, such as 2019-04-01
use-subject = give a subject as KIND/ID, such as voorziening/gebouw-c or onderdeel/9A1.1; kinds are { $kinds }

file-read = { $file } can not be read: { $why }
file-write = { $file } can not be written: { $why }
file-make = { $file } can not be made: { $why }
file-remove = { $file } can not be removed: { $why }
file-is-folder = { $file } is a folder; name its files
output-write = the result can not be written: { $why }
output-workbook-on-terminal = a workbook (xlsx) is nothing to show on a terminal; give a file by -o, or --format text

system-not-found = it is not there
system-not-allowed = this user may not do that
system-exists = it is there already
system-is-folder = it is a folder
system-is-no-folder = it is no folder
system-full = the disk is full
system-read-only = the disk is read-only
system-no-text = it is no readable text (UTF-8)
system-cut-off = it ends half-way

folder-missing = no folder { $folder } is there; name a data folder, or make one by import
url-wrong = --url { $url } is no address of a service; give one such as http://127.0.0.1:8080
actor-wrong = { $id } can not record; give 1 to 100 letters, digits and : @ . _ - such as lokaal:jan
key-made-new = this new log is signed; its verifier key is { $key }
    Keep that where this machine can not change it: on paper, in a council paper
key-made-older = this log had no signing key; it is signed from here on, and its verifier key is { $key }
    Keep that where this machine can not change it: on paper, in a council paper
key-made-asked = as asked, this log has another key or name from here on; its verifier key is { $key }
    Keep that where this machine can not change it: on paper, in a council paper
progress-reading = reading the log
progress-loading = loading
progress-verifying = verifying
progress-backing-up = backing up
progress-writing-tiles = writing tiles
progress-restoring = restoring
progress-exporting = exporting
progress-saving = saving what holds
progress-bundling = bundling
progress-judging = judging
progress-writing = writing
token-plain = a token does not travel over plain http to { $host }; use https:// or leave out --token
service-strange = { $url } answered { $status } without a problem document; is it a Peildatum service?
service-silent = no answer from { $url } ({ $why }); is the service running at that address?
service-unreadable = what { $url } answered can not be read ({ $why })
system-nobody-listens = nobody listens there
system-hung-up = the connection was broken
silence-no-host = that name is not known
silence-timeout = it took too long
silence-no-connection = no connection came about
folder-was-open = others on this machine could read the folder { $folder }; they no longer can
file-no-folder = { $file } can not be made: the folder that it would stand in is not there
folder-only-read = this is only read, from a copy of { $kib } KiB in the folder for temporary files: { $why }
folder-without-copy = opened without making a copy of the log first, as asked
import-times-not-kept = { $count ->
    [one] 1 line says
   *[other] { $count } lines say
    } with geregistreerdOp when something was recorded, and that is not kept: all counts as recorded now (--keep-times keeps it)
output-no-page = there is no page of this; give text, json, csv or xlsx
enter-folder-exists = { $folder } is there already; a log only grows at its end, so old pages go into a new folder: name one that is not there yet
enter-at = { $file }:{ $line }: { $why }
enter-row-wrong = this row can not be read; the columns bestand, ronde, peildatum, vastgelegd, college and raad are needed (soort and programma may be added), with commas between them
enter-plan-empty = { $file } has no rows; give each page a row below `bestand,ronde,peildatum,vastgelegd,college,raad`
enter-plan-long = a plan has at most { $most } rows; divide it over more logs
enter-day-wrong = `{ $day }` is no day; write a day as 2019-05-28
enter-kind-wrong = `{ $kind }` is no kind of round; write bestuursrapportage, voortgangsrapportage, jaarstukken, programmabegroting or kaderbrief
enter-sealed-before = { $body } seals on { $day }, before the page is there; correct one of the two days
enter-page = { $day }: { $file } for round { $round }, { $count ->
        [one] 1 event
       *[other] { $count } events
    }, of which { $unreviewed } to review
enter-conflict = {"  "}line { $line }: { $what }
enter-sealed = { $day }: round { $round } sealed by { $body }, version { $version }
enter-done = { $pages ->
        [one] 1 page
       *[other] { $pages } pages
    } entered, sealed { $sealings } times; { $conflicts } times a page says something else than what stood; { $unreviewed } drafts are to be reviewed
enter-tried = This was a trial: nothing was kept
