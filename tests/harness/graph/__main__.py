"""The small directory of a demo, until it is ended: `python -m tests.harness.graph FOLDER [PORT]`.

Writes `graph.json` into the folder: what leads a function of ours there, and what its settings need.
"""

import json
import signal
import sys
import threading
from pathlib import Path

from tests.harness.graph.server import serving
from tests.harness.graph.small import fill

SECRET = "secret-of-the-demo"
APPLICATION = "0a6e51a4-5d5c-4b5e-9d8d-5f6f7a8b9c0d"
PORT = 8448


def main(folder: Path, port: int) -> None:
    """Serve until told to stop."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    with serving(folder, port=port) as graph:
        tenant = graph.add_tenant("linde.example")
        groups = fill(tenant)
        application = graph.add_application(SECRET, days=3650)
        graph.applications[APPLICATION] = graph.applications.pop(application.id)
        application.id = APPLICATION
        card = {"endpoints": graph.endpoints, "tenant": tenant.id, "client_id": APPLICATION, "secret": SECRET}
        (folder / "graph.json").write_text(json.dumps(card | {"groups": groups}, indent=2) + "\n")
        print(f"the directory of the demo answers at {graph.graph}", flush=True)
        stop.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else PORT)
