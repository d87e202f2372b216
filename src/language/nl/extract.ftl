# Wat er uit een rapportagepagina is gelezen, en wat onzeker is.
