# Kleine stukken die overal terugkomen.

and-more = en nog { $count }
nobody-knows = onbekend
