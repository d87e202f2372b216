"""A client made by openapi-python-client from the document of a running service: it takes the document whole, and does what an API is
for. Called as `openapi_python_client.py ADDRESS FOLDER`; prints `done` at the end."""

import compileall
import datetime
import importlib
import pkgutil
import re
import subprocess
import sys
import urllib.request

address, folder = sys.argv[1:]
document = f"{folder}/openapi.json"
urllib.request.urlretrieve(f"{address}/v1/openapi.json", document)
# What is no JSON it hands over as bytes, once told so.
with open(f"{folder}/config.yml", "w") as config:
    config.write("content_type_overrides:\n  application/zip: application/octet-stream\n"
                 "  application/x-ndjson: application/octet-stream\npost_hooks: []\n")
made = subprocess.run(
    [sys.executable, "-m", "openapi_python_client", "generate", "--path", document, "--output-path", f"{folder}/python",
     "--config", f"{folder}/config.yml", "--fail-on-warning"],
    capture_output=True, text=True)
assert made.returncode == 0 and "WARNING" not in made.stdout, made.stdout + made.stderr
assert compileall.compile_dir(f"{folder}/python", quiet=1), "it writes Python that parses"
sys.path.insert(0, f"{folder}/python")
import peildatum_client
from peildatum_client import models
from peildatum_client.api.gebeurtenissen import lees_gebeurtenissen, leg_vast
from peildatum_client.api.onderwerpen import lees_dossiers, lees_voorziening
from peildatum_client.api.rapportage import lees_rapportage, vergelijk

for module in pkgutil.walk_packages(peildatum_client.__path__, "peildatum_client."):
    importlib.import_module(module.name)

# The base of the API stands in `servers`.
client = peildatum_client.Client(base_url=f"{address}/v1", raise_on_unexpected_status=True)

report = lees_rapportage.sync(client=client, geldig_op=datetime.date(2019, 4, 1))
assert isinstance(report, models.Rapportage) and report.basis.peildatum == datetime.date(2019, 4, 1)
assert report.onderdelen[0].onderdelen[0].code and report.staat.digest.startswith("sha256:")

cases = lees_dossiers.sync(client=client, limit=3)
assert len(cases) == 3 and all(isinstance(case, models.Dossier) and case.onderwerp_versie > 0 for case in cases), cases

seen = lees_voorziening.sync_detailed("gebouw-c", client=client)
event = models.VoorzieningCapaciteitGewijzigd(
    type_="nl.peildatum.voorziening.capaciteit-gewijzigd", onderwerp="voorziening/gebouw-c",
    ingangsdatum=datetime.date(2021, 2, 1),
    gegevens=models.VoorzieningCapaciteitGewijzigdGegevens(capaciteit=11))
kept = leg_vast.sync_detailed(client=client, body=event, if_match=seen.headers["etag"])
assert kept.status_code == 201, kept
assert isinstance(kept.parsed, models.VoorzieningCapaciteitGewijzigdAntwoord), kept.parsed
event.gegevens.capaciteit = 12
refused = leg_vast.sync_detailed(client=client, body=event, if_match=f'"{seen.parsed.onderwerp_versie}"')
assert refused.status_code == 412 and isinstance(refused.parsed, models.Probleem), refused
assert refused.parsed.code == "onderwerp-gewijzigd" and refused.parsed.onderwerp_versie == seen.parsed.onderwerp_versie + 1

compared = vergelijk.sync(client=client, van="2019-04-01@2019-05-28T10:00:00Z", naar="2019-04-01")
assert isinstance(compared, models.Vergelijking) and compared.tellingen.herstel > 0

cursor, positions = 0, []
while True:
    page = lees_gebeurtenissen.sync_detailed(client=client, cursor=cursor, limit=100)
    assert page.status_code == 200, page
    positions += [record.positie for record in page.parsed]
    link = re.search(r'[?&]cursor=(\d+)[^>]*>; rel="next"', page.headers.get("link", ""))
    if not link:
        break
    cursor = int(link[1])
assert positions == list(range(1, kept.parsed.positie + 1)), positions[-5:]
assert type(page.parsed[-1]).__name__ == "VoorzieningCapaciteitGewijzigdRecord", type(page.parsed[-1])

wrong = lees_rapportage.sync_detailed(client=client, geldig_op=datetime.date(2019, 4, 1), positie=1_000_000)
assert isinstance(wrong.parsed, models.Probleem) and wrong.parsed.fouten[0].code == "positie-onbekend", wrong
print("done")
