"""A follower of the change log, and what it must have."""

from typing import Any

from api.v1.endpoints import ENDPOINTS


class Follower:
    """A follower as the docs describe one."""

    def __init__(self, client: Any, *, limit: int = 100) -> None:
        self.client = client
        self.limit = limit
        self.since = ""
        self.known: dict[tuple[str, str], tuple[str, str | None]] = {}

    def page(self) -> bool:
        answer = self.client.get(f"/api/v1/changes/?since={self.since}&limit={self.limit}").json()
        assert "items" in answer, (self.since, answer)
        for entry in answer["items"]:
            identity = (entry["key"], entry["locale"])
            if entry["action"] == "upsert":
                self.known[identity] = (entry["fingerprint"], entry["url"])
            else:
                assert (entry["fingerprint"], entry["url"]) == (None, None)
                self.known.pop(identity, None)
        self.since = answer["meta"]["since"]
        return answer["meta"]["more"]

    def follow(self) -> dict[Any, Any]:
        while self.page():
            pass
        return self.known


def export(client: Any) -> dict[Any, Any]:
    """Return fingerprint and address of everything that lists show, and of the homes."""
    found = {}
    for endpoint in ENDPOINTS.values():
        cards = client.get(f"/api/v1/{endpoint}/?locale=*&limit=100").json()["items"]
        for card in cards:
            path = f"/api/v1/{endpoint}/{card['key']}/?locale={card['locale']}"
            response = client.get(path)
            fingerprint = response["ETag"].strip('"')
            found[card["key"], card["locale"]] = (fingerprint, card.get("url"))
            if endpoint == "sources":
                found[card["key"], card["locale"]] = (fingerprint, None)
    for locale in ("en", "es", "zh-Hans"):
        response = client.get(f"/api/v1/home/?locale={locale}")
        if response.status_code == 200:
            home = response.json()
            found[home["key"], locale] = (response["ETag"].strip('"'), home["url"])
    return found
