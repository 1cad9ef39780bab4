"""Addresses of cells, as spreadsheet programs show them."""


def column_name(column: int) -> str:
    """The letters of a column, counted from 0: A, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(letters: str) -> int:
    """The column, counted from 0, of these letters A to Z."""
    number = 0
    for each in letters:
        number = number * 26 + ord(each) - 64
    return number - 1


def address(row: int, column: int) -> str:
    """The cell in this row, counted from 1, and this column, counted from 0."""
    return f"{column_name(column)}{row}"
