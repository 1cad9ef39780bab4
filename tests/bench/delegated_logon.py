"""What checking a link costs, next to the HMAC in it: ratios of CPU time in this run mean the same on any machine."""

import hmac
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median

from functions.delegated_logon import rules
from functions.delegated_logon.link_key import LogonKey, TargetGroup
from functions.delegated_logon.tile import DelegatedLogonSettings
from tests.harness.links import token

SECRET = "OnobLDgF6NTt4jnRIeuhffzOTUfGpS-HXo9nNT1QmBL_-YzFEJ7JlVURWbz6"
ROUNDS, CALLS = 15, 2_000


def main() -> None:
    """Prints the ratios."""
    now = datetime.now(UTC)
    given = {
        "userid": "M0001",
        "usertype": "careprovider",
        "nonce": "add6e7a8-ed10-45ff-abb6-a23391c028ef",
        "timestamp": now.isoformat(timespec="seconds"),
    }
    link = {name: (value,) for name, value in {**given, "token": token(SECRET, given)}.items()}
    wrong = {**link, "token": ("0" * 128,)}
    secret, settings, message = SECRET.encode(), DelegatedLogonSettings(), "".join(map("".join, sorted(given.items())))
    key = LogonKey(id="k", name="", groups=frozenset(TargetGroup), allow_sha1=False, created="", ciphertext=b"")

    def examine() -> None:
        rules.examine(link, [key], lambda _: secret, settings, now)

    def refuse() -> None:
        try:
            rules.examine(wrong, [key], lambda _: secret, settings, now)
        except rules.Rejected:
            return

    bare = cpu(lambda: hmac.digest(secret, message.encode(), "sha512"))
    print(f"bare HMAC-SHA-512               {bare:6.1f} µs")
    for name, work in (("a good link", examine), ("a link with a wrong token", refuse)):
        spent = cpu(work)
        print(f"{name:30}  {spent:6.1f} µs  {spent / bare:5.1f} times the bare HMAC")


def cpu(work: Callable[[], object]) -> float:
    """Microseconds of CPU of one call: the median of several rounds."""

    def one_round() -> float:
        started = time.process_time_ns()
        for _ in range(CALLS):
            work()
        return (time.process_time_ns() - started) / CALLS / 1000

    return median(one_round() for _ in range(ROUNDS))


if __name__ == "__main__":
    main()
