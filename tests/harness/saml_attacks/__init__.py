"""Named mutations of a correctly signed response, each with the refusal that it must meet."""

from tests.harness.saml_attacks.content import CONTENT
from tests.harness.saml_attacks.encryption import ENCRYPTION
from tests.harness.saml_attacks.making import Attack
from tests.harness.saml_attacks.signatures import SIGNATURES
from tests.harness.saml_attacks.wrapping import WRAPPING
from tests.harness.saml_attacks.xml import XML

_EVERY = (*WRAPPING, *SIGNATURES, *XML, *CONTENT, *ENCRYPTION)
ATTACKS = tuple(each for each in _EVERY if each.slug)
ODD_BUT_RIGHT = tuple(each for each in _EVERY if not each.slug)
"""What looks like an attack and is none."""

__all__ = ["ATTACKS", "ODD_BUT_RIGHT", "Attack"]
