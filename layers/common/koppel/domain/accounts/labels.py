"""Labels: what people call the fields of an account and what else it has, in both languages."""

from collections.abc import Mapping

from koppel.domain.texts import Text

FIELD_LABELS: Mapping[str, Text] = {
    "active": Text(nl="Actief", en="Active"),
    "age": Text(nl="Leeftijd", en="Age"),
    "bsn": Text(nl="BSN", en="BSN"),
    "client": Text(nl="Naaste van", en="Friend of"),
    "date_of_birth": Text(nl="Geboortedatum", en="Date of birth"),
    "deactivate_at": Text(nl="Wordt inactief op", en="Becomes inactive at"),
    "deactivated_by": Text(nl="Inactief gemaakt door", en="Made inactive by"),
    "description": Text(nl="Omschrijving", en="Description"),
    "directory_id": Text(nl="Nummer in de directory", en="Id in the directory"),
    "email": Text(nl="E-mailadres", en="E-mail address"),
    "external_source": Text(nl="Externe bron", en="External source"),
    "first_name": Text(nl="Voornaam", en="First name"),
    "gender": Text(nl="Geslacht", en="Gender"),
    "id": Text(nl="Nummer", en="Id"),
    "infix": Text(nl="Tussenvoegsel", en="Infix"),
    "labels": Text(nl="Labels", en="Labels"),
    "last_name": Text(nl="Achternaam", en="Last name"),
    "merged_into": Text(nl="Samengevoegd met", en="Merged into"),
    "missing": Text(nl="Ontbrekende velden", en="Missing fields"),
    "name": Text(nl="Naam", en="Name"),
    "nickname": Text(nl="Bijnaam", en="Nickname"),
    "phone_number": Text(nl="Telefoonnummer", en="Telephone number"),
    "roles": Text(nl="Rollen", en="Roles"),
    "therapist": Text(nl="Behandelaar", en="Therapist"),
    "supervisor": Text(nl="Regiebehandelaar", en="Supervisor"),
    "waiting": Text(nl="Waarden waarop wordt gewacht", en="Values that are waited for"),
}
"""Fields, the rest of an account, and kinds of relationships."""
