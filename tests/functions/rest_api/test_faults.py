"""The REST API with each request to AWS failing in turn: the same answers and the same books, nothing written twice."""

from tests.functions.rest_api.conftest import Api
from tests.harness.faults import endure


def test_client_is_made_read_changed_and_related(api: Api) -> None:
    professional = api.world.professional("P1")
    writer = api.writer
    keyed = {"Idempotency-Key": "once"}
    client = {"first_name": "Johanna", "last_name": "Berg", "email": "j@client.example", "gender": "f", "id": "C1"}

    def journey() -> object:
        made = api.write("POST", "/c", client, headers=keyed)
        repeated = api.write("POST", "/c", client, headers=keyed)
        taken = api.write("POST", "/c", client)
        place = made.body["@url"].removeprefix("https://demo.koppel.example/api/2")
        changed = api.write("PATCH", place, {"last_name": "Bos", "no_such_field": 1})
        related = api.write("POST", f"{place}/therapists", {"professional": professional.key})
        read = api.get(place, token=writer)
        listed = api.get("/c/items")
        unknown = api.get("/c/items", token=f"{writer}x")
        found = (made, repeated, taken, changed, related, read, listed, unknown)
        return [(each.status, each.text) for each in found]

    assert endure(api.world, journey, lambda: {slug: each.count for slug, each in api.entries().items()}) > 20
