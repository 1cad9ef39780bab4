"""Types of cells: what a column holds, and how its values are read."""

from enum import StrEnum


class CellType(StrEnum):
    """What a column holds."""

    TEXT = "text"
    PHONE = "telephone number"
    ID = "id of another system"
    BSN = "BSN"
    EMAIL = "e-mail address"
    DATE = "date"
    GENDER = "gender"
    ROLES = "roles"
    CLIENT_KEY = "Minddistrict id of a client"
    PROFESSIONAL_KEY = "Minddistrict id of a professional"

    @property
    def is_identifier(self) -> bool:
        """Whether a number in such a cell may have lost zeros at its start."""
        return self in {CellType.ID, CellType.BSN, CellType.PHONE}
