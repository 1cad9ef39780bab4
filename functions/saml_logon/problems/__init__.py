"""The catalogue of what can go wrong when somebody logs on by SAML, or when a connection is set up for it."""

from functions.saml_logon.problems.certificates import CERTIFICATE_PROBLEMS
from functions.saml_logon.problems.form import FORM_PROBLEMS
from functions.saml_logon.problems.setup import SETUP_PROBLEMS
from functions.saml_logon.problems.signature import SIGNATURE_PROBLEMS
from functions.saml_logon.problems.statements import STATEMENT_PROBLEMS
from koppel.domain.problems.problem import catalogue

PROBLEMS = catalogue(*FORM_PROBLEMS, *SIGNATURE_PROBLEMS, *STATEMENT_PROBLEMS, *SETUP_PROBLEMS, *CERTIFICATE_PROBLEMS)
