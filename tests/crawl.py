"""Reads everything that the public can read."""

from typing import Any

from api.v1.endpoints import ENDPOINTS


def everything(client: Any) -> str:
    """Return every answer of the API in one text: lists of every kind, documents, menus."""
    answers: list[str] = []

    def read(path: str) -> Any:
        response = client.get(path)
        answers.append(response.content.decode())
        return response.json() if "json" in response["Content-Type"] else None

    locales = [locale["code"] for locale in read("/api/v1/locales/")["items"]]
    for kind, endpoint in ENDPOINTS.items():
        for locale in locales:
            for card in read(f"/api/v1/{endpoint}/?locale={locale}&limit=100")["items"]:
                assert card["kind"] == kind
                read(f"/api/v1/{endpoint}/{card['key']}/?locale={locale}")
    for locale in locales:
        for path in ("home", "navigation", "settings"):
            read(f"/api/v1/{path}/?locale={locale}")
        for name in ("atom.xml", "feed.json"):
            read(f"/api/v1/feeds/{locale}/{name}")
    for path in ("", "documents/?locale=*&limit=100", "redirects/?limit=1000"):
        read(f"/api/v1/{path}")
    for path in ("sitemap.xml", "sitemap/1.xml"):
        read(f"/api/v1/{path}")
    return "\n".join(answers)


class Crawl:
    """Keeps content and surrogate keys of every answer that caches keep, by its address."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.found: dict[str, tuple[bytes, set[str]]] = {}

    def read(self, path: str) -> Any:
        response = self.client.get(f"/api/v1/{path}")
        if response.status_code == 200 and "no-store" not in response["Cache-Control"]:
            keys = set(response.get("Surrogate-Key", "").split())
            self.found[path] = (response.content, keys)
        return response.json() if "json" in response["Content-Type"] else None

    def read_documents(self, locales: list[str]) -> None:
        for endpoint in ENDPOINTS.values():
            for card in self.read(f"{endpoint}/?locale=*&limit=100")["items"]:
                path = f"{endpoint}/{card['key']}/"
                for locale in locales:
                    self.read(f"{path}?locale={locale}")
                    self.read(f"{path}?locale={locale}&fallback=document&fields=title,key,locale")
                if card.get("url"):
                    self.read(f"resolve/?url={card['url']}")

    def read_everything(self) -> None:
        locales = [locale["code"] for locale in self.read("locales/")["items"]]
        self.read_documents(locales)
        for moved in self.read("redirects/?limit=1000")["items"]:
            self.read(f"resolve/?path={moved['from']}")
        for locale in locales:
            for path in ("home", "navigation", "settings"):
                self.read(f"{path}/?locale={locale}")
            for name in ("atom.xml", "feed.json"):
                self.read(f"feeds/{locale}/{name}")
        for path in ("", "openapi.json", "documents/?limit=3&cursor=", "documents/?order=title"):
            self.read(path)
        for path in ("changes/", "sitemap.xml", "sitemap/1.xml"):
            self.read(path)


def answers(client: Any) -> dict[str, tuple[bytes, set[str]]]:
    """Return content and surrogate keys of every answer that caches keep, by its address."""
    crawl = Crawl(client)
    crawl.read_everything()
    return crawl.found
