"""Workbooks and texts: the rows of the one sheet with data, whatever program wrote it.

block      what is read: some rows of a sheet, column by column, and what kind of value each cell is
addresses  names of cells: A1
archive    the archive that a workbook is, unpacked with limits
parts      the parts of an .xlsx that say which sheets there are
prescan    what a fast reader does not tell: errors, formulas without a result, merged and hidden cells, sizes
xlsx       .xlsx and .xlsm, read by calamine after the pre-scan
ods        .ods, read by a parser of ours
text       .csv: character sets, separators, quotation marks
child      the child process in which all of this happens
reading    starts the child and gives the blocks
"""
