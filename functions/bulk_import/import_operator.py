"""What the commands of `commands` do."""

from collections.abc import Callable, Mapping
from typing import Any

from functions.bulk_import import actions, templates, uploads
from functions.bulk_import.actions import Order
from functions.bulk_import.commands import DownloadTemplate, PrepareUpload, StartImport, Welcomed
from functions.bulk_import.content import LONGEST_FILE
from koppel.aws.files import Files, of_run
from koppel.domain.accounts.account import Kind
from koppel.organisation.commands import tenant_of
from koppel.runtime import Runtime, variable

type Answer = dict[str, Any]
ADDRESS_SECONDS = 60
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KINDS: Mapping[Welcomed, Kind] = {Welcomed.CLIENTS: Kind.CLIENT, Welcomed.PROFESSIONALS: Kind.PROFESSIONAL}


def prepare_upload(runtime: Runtime, _actor: str, arguments: PrepareUpload) -> Answer:
    """Where a file is to be sent: a POST of the fields in their order, and the file last, as `file`."""
    number, upload = uploads.prepare(tenant_of(runtime, arguments), arguments.return_to)
    return {
        "upload": number,
        "url": upload.url,
        "fields": dict(upload.fields),
        "seconds": uploads.SECONDS,
        "longest": LONGEST_FILE,
    }


def start_import(runtime: Runtime, actor: str, arguments: StartImport) -> Answer:
    """The run that has begun."""
    welcome = frozenset(_KINDS[each] for each in arguments.welcome if each in _KINDS) if arguments.welcome else None
    order = Order(arguments.script, arguments.upload, welcome, arguments.all_or_nothing)
    run = actions.begin(tenant_of(runtime, arguments), order, actor)
    return {"run": run.id, "state": run.state}


def download_template(runtime: Runtime, _actor: str, arguments: DownloadTemplate) -> Answer:
    """The address of the template, which works for a minute."""
    tenant = tenant_of(runtime, arguments)
    name = f"{arguments.script.value.replace('_', '-')}-{arguments.language}.xlsx"
    files, key = Files(variable("FILES_BUCKET")), of_run(tenant.slug, "templates", name)
    content = templates.template(arguments.script, arguments.language, tenant.organisation)
    files.write(key, content, EXCEL)
    return {"url": files.presigned_get(key, ADDRESS_SECONDS, name), "seconds": ADDRESS_SECONDS, "file_name": name}


ACTIONS: Mapping[str, Callable[..., Answer]] = {
    "prepare-upload": prepare_upload,
    "start-import": start_import,
    "download-template": download_template,
}
"""What each command does."""
