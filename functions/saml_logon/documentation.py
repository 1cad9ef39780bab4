"""The page `/docs/saml`: what the administrator of an identity provider needs."""

from koppel.domain.texts import Text
from koppel.entrance.browser import Visit
from koppel.entrance.pages import paragraph
from koppel.entrance.requests import Response

TITLE = Text(nl="Inloggen met SAML", en="Logging on by SAML")
_INTRODUCTION = Text(nl="Wat de beheerder van een identiteitsprovider nodig heeft.", en="What you need.")


def serve(visit: Visit) -> Response:
    """The page; static, and the same for every organisation."""
    return visit.page.answer(TITLE, paragraph(visit.page.say(_INTRODUCTION)), outcome="documentation", wide=True)
