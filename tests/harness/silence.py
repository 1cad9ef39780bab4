"""A service that takes every connection and says nothing, in the place of AWS."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from koppel.aws import clients

CLIENTS = (clients.dynamodb, clients.kms, clients.sqs)


@contextmanager
def silent_aws() -> Iterator[None]:
    """Within this block no request to AWS is answered. The test must be allowed to open sockets."""
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.MonkeyPatch.context() as patch:
        taken: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    taken.append(server.accept()[0])
                except OSError:  # the end of the test
                    return

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        patch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.getsockname()[1]}")
        for client in CLIENTS:
            client.cache_clear()
        try:
            yield
        finally:
            for client in CLIENTS:
                client().close()
                client.cache_clear()
            server.shutdown(socket.SHUT_RDWR)
            thread.join()
            for each in taken:
                each.close()
