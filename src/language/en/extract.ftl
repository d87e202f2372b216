# What was read from a report page, and what is uncertain.
