"""The faces of all functions, as the console reads them."""

from functions.console.faces import documentation_of
from koppel.entrance.documents import DOCUMENTS
from tests.harness.home import PROJECT


def test_every_integration_with_documentation_leads_to_it() -> None:
    folders = [path.parent.parent.name for path in (PROJECT / "functions").glob("*/documentation/__init__.py")]
    assert len(folders) > 5
    addresses = {documentation_of(each) for each in folders}
    assert len(addresses) == len(folders)
    assert addresses <= {each.address for each in DOCUMENTS}
    assert documentation_of("session") == ""
