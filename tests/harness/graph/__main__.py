"""The small directory of a demo, until it is ended: `python -m tests.harness.graph FOLDER [PORT [CERTIFICATES]]`.

Writes `graph.json` into the folder: what leads a function of ours there, and what its settings need. Keeps there what
others change, so that the next start has it. CERTIFICATES is a folder that has some already.
"""

import json
import signal
import sys
import threading
from pathlib import Path

from tests.harness.graph.server import serving
from tests.harness.graph.small import APPLICATION, DOMAIN, SECRET, fill

PORT = 8448


def main(folder: Path, port: int, certificates: Path | None) -> None:
    """Serve until told to stop."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    folder.mkdir(parents=True, exist_ok=True)
    with serving(certificates or folder, port=port, makes_certificates=certificates is None) as graph:
        tenant = graph.add_tenant(DOMAIN)
        groups = fill(tenant)
        application = graph.add_application(SECRET, days=3650)
        graph.applications[APPLICATION] = graph.applications.pop(application.id)
        application.id = APPLICATION
        graph.accept_changes(folder / "changes.jsonl")
        card = {"endpoints": graph.endpoints, "tenant": tenant.id, "client_id": APPLICATION, "secret": SECRET}
        (folder / "graph.json").write_text(json.dumps(card | {"groups": groups}, indent=2) + "\n")
        print(f"the directory of the demo answers at {graph.graph}", flush=True)
        stop.wait()


if __name__ == "__main__":
    given = sys.argv[1:]
    main(Path(given[0]), int(given[1]) if len(given) > 1 else PORT, Path(given[2]) if len(given) > 2 else None)
