"""What can go wrong with a directory.

cycle                                a cycle stops, waits or fails
people                               one person of a directory
setup                                what a command declines
entra, entra_sign_in                 Entra ID cannot be read
ldap, ldap_connection, ldap_sign_in  an Active Directory cannot be read
scim                                 what an identity provider pushes
"""

from functions.directory_sync.problems.cycle import CYCLE_PROBLEMS
from functions.directory_sync.problems.entra import ENTRA_PROBLEMS
from functions.directory_sync.problems.entra_sign_in import ENTRA_SIGN_IN_PROBLEMS
from functions.directory_sync.problems.ldap import LDAP_PROBLEMS
from functions.directory_sync.problems.people import PEOPLE_PROBLEMS
from functions.directory_sync.problems.scim import SCIM_PROBLEMS
from functions.directory_sync.problems.setup import SETUP_PROBLEMS
from koppel.domain.problems.problem import catalogue

PROBLEMS = catalogue(
    *CYCLE_PROBLEMS.values(),
    *PEOPLE_PROBLEMS.values(),
    *SETUP_PROBLEMS.values(),
    *ENTRA_PROBLEMS,
    *ENTRA_SIGN_IN_PROBLEMS,
    *LDAP_PROBLEMS,
    *SCIM_PROBLEMS.values(),
)
