"""SCIM with each request to AWS failing in turn: the same answers and the same books, nothing written twice."""

from tests.functions.directory_sync.conftest import KOPPEL, Scim, anna
from tests.harness.faults import endure


def test_people_and_groups_are_pushed_changed_and_deleted(scim: Scim) -> None:
    scim.set(roles={"Zorg": "ith.Secretary"}, default_role=None)
    scim.world.professional("P1")

    def journey() -> object:
        adopted = scim.send("POST", "/Users", anna(**{KOPPEL: {"professionalId": "P1"}}))
        taken = scim.send("POST", "/Users", anna(userName="other"))
        key = adopted.body["id"]
        made = scim.send("POST", "/Users", anna(number=2))
        group = scim.send("POST", "/Groups", {"displayName": "Zorg", "members": [{"value": key}]}).body["id"]
        value = {"userName": "b", "name": {"familyName": "Vis"}}
        renamed = scim.patch(f"/Users/{key}", {"op": "replace", "value": value})
        grouped = scim.patch(f"/Groups/{group}", {"op": "add", "path": "members", "value": made.body["id"]})
        wrong = scim.patch(f"/Users/{key}", {"op": "replace", "path": "emails", "value": "none"})
        listed = scim.get("/Users")
        gone = scim.send("DELETE", f"/Users/{key}")
        back = scim.send("POST", "/Users", anna(userName="b"))
        ended = scim.send("DELETE", f"/Groups/{group}")
        every = (adopted, taken, made, renamed, grouped, wrong, listed, gone, back, ended)
        return [(each.status, each.text) for each in every]

    assert endure(scim.world, journey, lambda: {slug: each.count for slug, each in scim.entries().items()}) > 60
