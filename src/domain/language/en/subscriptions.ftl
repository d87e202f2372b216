# Subscriptions: registering, and what can not be done.

subscription-input = { $count ->
    [one] 1 error in the input
   *[other] { $count } errors in the input
}
subscription-unknown = this subscription does not exist
subscription-no-delivery = position { $position } is no part of this subscription
subscription-ended = the receiver ended this subscription (410); register a new one
subscription-too-many = this service has { $most } subscriptions already, its most; remove one
subscription-resend-waits = a resend of this subscription waits already; try again in a moment
subscription-too-many-dead = this subscription has { $most } undeliverable events already; resend those first
subscription-stopping = the service is stopping
subscription-node-unknown = this node does not occur in the log
subscription-start-beyond = the log has positions up to { $head }
handshake-no-answer = the receiver gave no answer to OPTIONS ({ $why })
handshake-status = the receiver answered { $status } to OPTIONS; wanted is a 2xx with WebHook-Allowed-Origin
handshake-no-origin = the answer to OPTIONS lacks WebHook-Allowed-Origin: the receiver does not agree
handshake-other-origin = WebHook-Allowed-Origin names "{ $allowed }"; wanted is { $origin } or *
handshake-rate = WebHook-Allowed-Rate is neither a whole number above 0 nor *
address-none = this is no address
address-scheme = an address begins with https://
address-host = an address has a host, and a port above 0
address-user = an address names no user or password; give a token
address-fragment = an address has no fragment (#) here
address-length = an address has at most { $most } characters
secret-form = wanted is whsec_ followed by 24 up to 64 bytes in base64
subscription-rotation-runs = two secrets sign already, until { $until }; wait for that, or end the old ones at once with overlapInUren 0
subscription-why-gone = the receiver answered 410: this address wants no more
subscription-why-exhausted = the last attempt failed; see onbestelbare-bezorgingen
subscription-why-other-log = the log was put back: the event at position { $position } is not the one of before
