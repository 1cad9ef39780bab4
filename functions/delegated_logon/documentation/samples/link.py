"""Prints a logon link: link.py SECRET ADDRESS USERTYPE USERID."""

import hashlib
import hmac
import sys
import uuid
from datetime import UTC, datetime
from urllib.parse import quote


def logon_link(secret: str, address: str, user_type: str, user_id: str) -> str:
    parameters = {
        "usertype": user_type,
        "userid": user_id,
        "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "nonce": str(uuid.uuid4()),
    }
    message = "".join(name + parameters[name] for name in sorted(parameters))
    parameters["token"] = hmac.new(secret.encode(), message.encode(), hashlib.sha512).hexdigest()
    return address + "?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items())


if __name__ == "__main__":
    print(logon_link(*sys.argv[1:]))
