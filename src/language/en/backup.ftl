# Back-ups, restoring, the key, the export, and the question before what can not be undone.

confirm-question = { $what } Go on? (yes/no)
confirm-in-a-pipe = { $what } Give --yes when this is what you want; there is nobody here to ask
confirm-declined = nothing was changed

key-renew-ask = This log gets a new key: what is signed from here on can not be checked under the old one, and that can not be undone.
key-name-ask = This log signs as { $name } from here on, and no longer as { $old }: whoever holds the old key can not check what comes next, and that can not be undone.
key-next =
    What to do now: give the new verifier key to whoever holds the old one (registry, auditor, the next council paper).
    Keep the old verifier key beside it, since earlier checkpoints can be checked under that one only: { $old }

