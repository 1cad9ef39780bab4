"""The catalogue of what can go wrong when somebody logs on by SAML, or when a connection is set up for it."""

from functions.saml_logon.claim_problems import CLAIM_PROBLEMS
from functions.saml_logon.form_problems import FORM_PROBLEMS
from functions.saml_logon.metadata_problems import METADATA_PROBLEMS
from functions.saml_logon.signature_problems import SIGNATURE_PROBLEMS
from koppel.domain.certificate_problems import CERTIFICATE_PROBLEMS
from koppel.domain.problems import catalogue

PROBLEMS = catalogue(*FORM_PROBLEMS, *SIGNATURE_PROBLEMS, *CLAIM_PROBLEMS, *METADATA_PROBLEMS, *CERTIFICATE_PROBLEMS)
