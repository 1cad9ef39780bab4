"""The catalogue of what can go wrong with a bulk import.

content   a file, before it is opened
envelope  an encrypted message
workbook  a workbook, an .ods or a .csv as a whole
heading   the row of column titles
cell      a cell, because of what it is: an error, a number, a date
row       a row, or what a cell of it says
start     an import, before its file is read and when it is planned
keys      key pairs, and public keys of receivers
mail      welcome mails
"""

from functions.bulk_import.problems.cell import CELL_PROBLEMS
from functions.bulk_import.problems.content import CONTENT_PROBLEMS
from functions.bulk_import.problems.envelope import ENVELOPE_PROBLEMS
from functions.bulk_import.problems.heading import HEADING_PROBLEMS
from functions.bulk_import.problems.keys import KEY_PROBLEMS
from functions.bulk_import.problems.mail import MAIL_PROBLEMS
from functions.bulk_import.problems.row import ROW_PROBLEMS
from functions.bulk_import.problems.start import START_PROBLEMS
from functions.bulk_import.problems.workbook import WORKBOOK_PROBLEMS
from koppel.domain.problems.problem import catalogue

PROBLEMS = catalogue(
    *CONTENT_PROBLEMS.values(),
    *ENVELOPE_PROBLEMS.values(),
    *WORKBOOK_PROBLEMS.values(),
    *HEADING_PROBLEMS.values(),
    *CELL_PROBLEMS.values(),
    *ROW_PROBLEMS.values(),
    *START_PROBLEMS.values(),
    *KEY_PROBLEMS.values(),
    *MAIL_PROBLEMS.values(),
)
