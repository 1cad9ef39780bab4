"""The catalogue of what can go wrong when a directory is read and followed."""

from functions.directory_sync.problems.ldap import LDAP_PROBLEMS
from koppel.domain.problems.problem import catalogue

PROBLEMS = catalogue(*LDAP_PROBLEMS)
