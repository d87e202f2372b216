# Following: the log that grows, subscriptions, the stream, the API for people, and the keys of a report.

page-nav-subscriptions = Subscriptions
page-nav-api = API

# The log that grows.
page-live-new = new
page-live-one = 1 event was added; it is on top.
page-live-more = { $count } events were added; they are on top.
page-live-waits = New events appear here on top by themselves.
page-live-paused = Paused: nothing is added until you follow again.
page-live-broken = The connection is gone; it is restored by itself.
page-live-pause = Pause
page-live-resume = Follow again
page-events-after-sealing = Recorded after
page-events-any-time = any time
page-events-not-sealed = round { $round } is not sealed yet

# Subscriptions.
page-subscriptions-title = Subscriptions
page-subscriptions-lead = Who hears of new events: receivers that the service calls by itself (webhooks), and everyone who follows the stream.
page-subscriptions-closed = Subscriptions can not be read or changed now, so there are no buttons here: { $why }
page-subscriptions-webhooks = Webhooks
page-subscriptions-none = No webhook is registered yet.
page-subscriptions-never = Nothing was delivered yet.
page-subscriptions-dead = Dead letters
page-subscriptions-not-yet = Nothing is registered yet
page-subscriptions-new = Register a webhook
page-subscriptions-new-how = The receiver must agree first: it gets an OPTIONS request. Then it gets each event signed, in order and at least once.
page-subscriptions-address = Address
page-subscriptions-address-hint = Where the events go, such as https://receiver.example/hook.
page-subscriptions-types = Types
page-subscriptions-types-hint = Without a choice all types go.
page-subscriptions-subject = Subject
page-subscriptions-subject-hint = Only what is about this, such as voorziening/gebouw-c; may stay open.
page-subscriptions-node = Node
page-subscriptions-node-hint = Only what belongs to this node or lies below it, such as 9A1; may stay open.
page-subscriptions-arrivals = Also tell what takes effect on a day, when that day begins
page-subscription-arrives = takes effect on { $day }
page-subscriptions-shape = Shape
page-subscriptions-shape-hint = Thin leaves nothing with the receiver of what is erased later.
page-subscriptions-thin = thin: where the event can be read
page-subscriptions-full = full: with the event in it
page-subscriptions-start = Start
page-subscriptions-start-hint = From where is delivered.
page-subscriptions-head = what is added from now on
page-subscriptions-begin = everything, from the first event
page-subscriptions-after = after a position
page-subscriptions-start-after = After position
page-subscriptions-start-after-hint = Only for a start after a position; the log is at { $head } now.
page-subscriptions-secret = Secret of your own
page-subscriptions-secret-hint = Only if the receiver already has one: whsec_ followed by base64. Otherwise the service makes one.
page-subscriptions-token = Token
page-subscriptions-token-hint = Only if the receiver asks for Authorization: Bearer.
page-subscriptions-asks = Whoever presses here makes the service call the address.
page-subscriptions-make = Register

# One subscription.
page-subscription-title = Webhook to { $url }
page-subscription-all = All subscriptions
page-subscription-every = all types
page-subscription-which = Which
page-subscription-at = Delivered up to no. { $position }; { $behind ->
    [0] nothing is behind.
    [one] the log is 1 event further.
   *[other] the log is { $behind } events further.
}
page-subscription-tried = { $count ->
    [one] failed once, on { $since }.
   *[other] failed { $count } times, first on { $since }.
}
page-subscription-next = The next attempt is on { $moment }.
page-subscription-rate = { $count } deliveries a minute
page-subscription-pause = Pause
page-subscription-resume = Resume
page-subscription-stuck = The subscription waits at the event that did not arrive. Resuming tries it again; skipping goes on with what came after.
page-subscription-skip = Skip and go on
page-subscription-over = The receiver wants nothing more. Nothing can be resumed here; register a new subscription.
page-subscription-dead-what = The last attempt at these events failed as well.
page-subscription-event = Event
page-subscription-answer = Answer
page-subscription-do = Do
page-subscription-again = Deliver again
page-subscription-deliveries = Deliveries
page-subscription-deliveries-what = { $count ->
    [one] The last delivery; a hundred are kept.
   *[other] The last { $count } deliveries, the newest first; a hundred are kept.
}
page-subscription-by-hand = by hand
page-subscription-millis = Duration (ms)
page-subscription-resend = Deliver an event again
page-subscription-secret = The secret
page-subscription-secret-once = With this secret the receiver checks the signature. Keep it now: it is on this page and nowhere else, and can not be found again later.
page-subscription-to = To the subscription
page-subscription-delete = Delete
page-subscription-delete-sure = Delete this subscription?
page-subscription-delete-what = The secret, the deliveries and the place in the log go and do not come back. Not delivered yet: { $behind }; dead letters: { $dead }. The log itself stays as it is.
page-subscription-keep = Back, delete nothing
page-subscription-step = pauzeren, hervatten, overslaan or herhalen belongs here
page-trouble-forbidden = address not allowed
page-trouble-timeout = no answer in time
page-trouble-name = name unknown
page-trouble-unreachable = not reachable
page-trouble-tls = TLS refused
page-trouble-http = no HTTP

# The stream.
page-stream-title = Following the stream
page-stream-what = The stream sends each event as soon as it is recorded, as server-sent events. Whoever keeps the last number misses nothing and gets nothing twice.
page-stream-line = On a terminal:
page-stream-more = The parameters of the stream
page-stream-example = An example
page-stream-example-what = Below come the last three events, and then what is recorded.
page-stream-begin = Listen
page-stream-stop = Stop
page-stream-waits = The stream is open.
page-stream-stopped = Stopped.

# The API.
page-api-title = The API
page-api-lead = Everything that these pages show can be asked for by a program too. This is the description, made from the OpenAPI document itself, which is in Dutch.
page-api-document = The OpenAPI document
page-api-follow = Webhooks and the stream
page-api-how = A first question, on a terminal:
page-api-groups = Groups
page-api-takes = Parameters
page-api-body = What the request holds
page-api-name = Name
page-api-place = Where
page-api-values = Values
page-api-meaning = Meaning
page-api-required = required
page-api-in-path = path
page-api-in-header = header
page-api-in-query = query
page-api-answers = Answers
page-api-problems = Problems (application/problem+json): { $statuses }
page-api-refusals = What it refuses (400)
page-api-try = Try it
page-api-ask = Ask
page-api-headers = Headers
page-api-not-asked = not asked
page-api-busy = Asking...
page-api-longer = ... and more; open the address to see everything.
page-api-file = This answer is a file; open the address to get it.
page-api-gone = The service does not answer.
page-api-missing = { $name } is needed for this address

# The keys of a report.
page-keys = Keys
page-keys-how = The keys do not work while you type in a field.
page-keys-next = next node
page-keys-previous = previous node
page-keys-edit = record a note
page-keys-on = Keys on

# The front door of an empty log.
page-begin-here = Or begin by hand: first the nodes, then a round.
page-begin-node = Record a node
page-begin-round = Open a round
page-begin-api = Or let a program do it: the API
