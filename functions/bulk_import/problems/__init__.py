"""The catalogue of what can go wrong with a bulk import.

keys  key pairs and receivers
"""

from functions.bulk_import.problems.keys import KEY_PROBLEMS
from koppel.domain.problems.problem import catalogue

PROBLEMS = catalogue(*KEY_PROBLEMS.values())
