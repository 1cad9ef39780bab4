"""Responses and metadata of identity providers in use, each with its own peculiarities, made and signed anew.

They follow the documentation and the source text of the products; names and keys are made up. See `making` for what a
sample is, and the other modules for the products: Microsoft's, those of the cloud, those that organisations run, and
those of federations.
"""

from tests.harness.saml_samples.cloud import CLOUD
from tests.harness.saml_samples.federations import FEDERATIONS
from tests.harness.saml_samples.making import Sample
from tests.harness.saml_samples.microsoft import MICROSOFT
from tests.harness.saml_samples.own import OWN

SAMPLES = (*MICROSOFT, *CLOUD, *OWN, *FEDERATIONS)

__all__ = ["SAMPLES", "Sample"]
