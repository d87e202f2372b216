"""What Schemathesis must know of this service that no document of OpenAPI can tell it: that a request which is well formed by the document may be refused where the document says so, field by field and code by code (`x-weigeringen`)."""

import re

import schemathesis
from schemathesis.core.failures import Failure


@schemathesis.check
def well_formed_requests_are_refused_only_as_the_document_says(ctx, response, case):
    if response.status_code != 400 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    told = case.operation.definition.raw["responses"]["400"].get("x-weigeringen", [])
    known = {(one["veld"], one["code"]) for one in told}
    # In a list of events each field has its place in front, and a member of a list its number.
    field = lambda one: re.sub(r"\[\d+\]", "[]", re.sub(r"^\[\d+\]\.?", "", one["veld"]))
    found = {(field(one), one["code"]) for one in response.json().get("fouten", [])}
    if not found or found - known:
        raise Failure(operation=case.operation.label, title="Refused, and the document does not say so",
                      message=f"{sorted(found - known)} in {response.text[:400]}")
