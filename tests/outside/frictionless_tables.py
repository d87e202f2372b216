"""Every CSV by the Table Schema that its answer names. Called as `frictionless_tables.py ADDRESS FOLDER`; prints `done` at the end."""

import json
import re
import sys
import urllib.request

from frictionless import Resource, Schema, system

address, folder = sys.argv[1:]
paths = {
    "rapportage": "/v1/rapportage?geldigOp=2020-09-01",
    "vergelijking": "/v1/vergelijking?van=2019-04-01&naar=2020-09-01&nietVernieuwd=true",
    "signalen": "/v1/rondes/2019-vr1/signalen",
    "financien": "/v1/financien?geldigOp=2020-09-01",
    "rondes": "/v1/rondes",
    "agenda": "/v1/agenda?van=2019-01-01&tot=2021-12-31",
}
for name, path in paths.items():
    answer = urllib.request.urlopen(urllib.request.Request(address + path, headers={"Accept": "text/csv"}))
    link = next(one for one in answer.headers.get_all("Link") if 'rel="describedby"' in one)
    target = re.search("<([^>]*)>", link)[1]
    assert target == f"/v1/tabelschemas/{name}", link
    described = json.load(urllib.request.urlopen(address + target))
    with open(f"{folder}/{name}.csv", "wb") as file:
        file.write(answer.read())
    with system.use_context(trusted=True):
        schema = Schema.from_descriptor(described)
        report = Resource(path=f"{folder}/{name}.csv", schema=schema).validate()
        assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])[:5]
        rows = Resource(path=f"{folder}/{name}.csv", schema=schema).read_rows()
    assert rows, name
    if name == "rapportage":
        measured = [row["Waarde"] for row in rows if row["Waarde"] is not None]
        assert measured and all(hasattr(value, "as_tuple") for value in measured), "decimals"
        assert all(isinstance(row["Programma"], str) for row in rows if row["Programma"] is not None)
print("done")
