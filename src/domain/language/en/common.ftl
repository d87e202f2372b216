# Small pieces that come back everywhere.

and-more = and { $count } more
nobody-knows = unknown
