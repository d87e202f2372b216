# Back-ups, restoring, the key, the export, and the question before what can not be undone.

confirm-question = { $what } Go on? (yes/no)
confirm-in-a-pipe = { $what } Give --yes when this is what you want; there is nobody here to ask
confirm-declined = nothing was changed

key-renew-ask = This log gets a new key: what is signed from here on can not be checked under the old one, and that can not be undone.
key-name-ask = This log signs as { $name } from here on, and no longer as { $old }: whoever holds the old key can not check what comes next, and that can not be undone.
key-next =
    What to do now: give the new verifier key to whoever holds the old one (registry, auditor, the next council paper).
    Keep the old verifier key beside it, since earlier checkpoints can be checked under that one only: { $old }


## Back-up and restore

backup-made = { $count ->
    [one] 1 event in { $file }
   *[other] { $count } events in { $file }
}; what opens their texts is in { $secrets }: keep that apart
backup-missing = { $texts }; { $secrets } does not open these either
backup-without-key = the signing key does not leave a service: keep a copy of the file key in its data folder
backup-other-root = this log has another root at that position; make the back-up again
backup-erased-meanwhile = the text of position { $position } was erased meanwhile; make the back-up again
backup-none = this is no back-up of Peildatum
backup-secrets-given = these are the secrets of a back-up; give the back-up itself, the file of the same name without .geheim
backup-no-secrets = these are no secrets of a back-up of Peildatum
backup-cut-off = it ends too early; fetch the file again
backup-digest = it was changed or damaged: its digest is another; take another copy
backup-length = it was changed or damaged: a length in it is impossible; take another copy

restore-no-secrets = { $file } is not there, and without it no text of the back-up opens; put it beside it, or restore figures, codes and days only with --without-secrets
restore-in-the-way = { $folder } is there and not empty; name another folder
restore-replace-ask = { $folder } is there and not empty: what is in it is put aside, beside it, under the name { $folder }.before-restore-1.
restore-other-secrets = the two files belong to different back-ups: one ends at position { $records }, the other at { $secrets }; take the two that were made together
restore-broken = the back-up does not hold: { $what }; take another one
restore-record-too-large = is larger than an event may be
restore-other-count = it has not as many events as it says
restore-strange-slot = an event names a place for its secret that no log uses
restore-other-root = its events give another root than it says
restore-no-json = this line is no JSON
restore-signed-further = position { $signed } was signed, and this back-up ends at { $held }: going on under the same key would promise another history; use a newer back-up, or go on under a new key (--new-key)
restore-no-checkpoint = what was given as a checkpoint is none
restore-no-key = the signing key is not in this back-up, since it does not leave a service; go on under a new key (--new-key), or make the back-up by --data

restored = { $count ->
    [one] 1 event restored to { $folder }
   *[other] { $count } events restored to { $folder }
}
restored-erased = erased: { $erased ->
    [one] 1 text
   *[other] { $erased } texts
} as the back-up itself says, and { $again } that were erased after it
restored-put-aside = what stood there is in { $folder }
restored-old-key = signed under the old key: { $key }
restored-new-key = signed under a new key: { $key }
restored-new-key-unknown = signed under a new key: { $key }
    since nobody knows how far the old one signed after this back-up. If this is to be the log that goes on, and no copy beside it: give the new key to whoever holds the old one, or restore again by --checkpoint FILE (the last that was published) or --sign-on.
restored-new-key-further = signed under a new key: { $key }
    since the old one signed up to position { $signed }, which this back-up does not reach. Give the new key to whoever holds the old one.
restored-new-key-none = signed under a new key: { $key }
    since the old one is not in this back-up. Give the new key to whoever holds the old one.

texts-missing = { $count ->
    [one] 1 text is missing: restored without its secret
   *[other] { $count } texts are missing: restored without their secrets
}
text-missing = Text missing: restored without its secret
text-missing-here = (text missing)
import-text-missing = the text is missing: this was exported of a log that was restored without its secrets, and can not be imported like this; restore the back-up itself
import-texts-missing = { $count } texts are missing, so that the sealing can not be recomputed

## Export

export-past-head = there is no position { $until }; the last is { $head }
export-saved = warning: { $why }; positions 1 to { $written } were exported
export-saved-what-holds = { $why }; positions 1 to { $written } hold and were exported
export-missing = warning: { $texts }; this export can be verified and not imported
export-unexplained = warning: the texts of position { $positions } were erased by events after { $until }: this part can not be imported by itself; leave out --until
broke-off = the answer broke off ({ $why }); ask again
tiles-no-parent = there is no folder { $folder }; make it first
tiles-in-the-way = { $folder } is there and no empty folder; name another for the tiles
tiles-not-signed = { $what } is not what was signed, so nothing was written to { $folder }; look at the log by `peildatum verify`
tiles-root = the root
answer-no-verdict = it does not say whether the log holds
answer-no-list = it is no list
