"""Refuses what a web page of elsewhere sends to the companion's own port, as the local cloud does at its own
(infra/local/foreign_page.h has the reasons): moto asks for no signature at all."""

import re
from collections.abc import Callable, Iterable

HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\]|[^/@\\:\[\]]+\.localhost)(?::\d{1,5})?", re.IGNORECASE)
PAGE = re.compile(r"[a-z][a-z0-9+.-]*://([^/?#]*)", re.IGNORECASE)


def is_foreign(environment: dict) -> bool:
    """Whether a request, as WSGI describes it, is of such a page."""
    if not HOST.fullmatch(environment.get("HTTP_HOST", "localhost")):
        return True
    page = environment.get("HTTP_ORIGIN")
    if page is None and environment.get("HTTP_SEC_FETCH_SITE") == "cross-site":
        page = environment.get("HTTP_REFERER", "")
    if page is None:
        return False
    named = PAGE.match(page)
    return not named or not HOST.fullmatch(named.group(1))


def refuse_foreign_pages(app: Callable) -> Callable:
    """The WSGI application, but not for them."""

    def serve(environment: dict, start_response: Callable) -> Iterable[bytes]:
        if not is_foreign(environment):
            return app(environment, start_response)
        start_response("403 Forbidden", [("Content-Type", "text/plain")])
        return [b"A web page of elsewhere may not use the local cloud\n"]

    return serve
