"""Content that belongs to the platform and not to the hub. Programs request it here, because older systems had it at
these addresses."""

from collections.abc import Mapping, Sequence

_CONTENT: Mapping[str, str] = {
    "calendar": "Planning",
    "catalogue": "The catalogue",
    "changes": "The feed of changed tasks",
    "conversations": "The list of conversations",
    "diary": "The diary",
    "favorites": "The list of favourites",
    "favourites": "The list of favourites",
    "planning": "Planning",
    "presence": "Presence",
    "tasks": "The list of tasks",
}


def explanation(path: Sequence[str]) -> str:
    """Why there is nothing at this path below the API; "" for a path that is not content of the platform."""
    of_account = path[2] if len(path) > 2 and path[0] in {"c", "p"} else ""
    name = of_account or (path[0] if path else "")
    if name not in _CONTENT:
        return ""
    return f"{_CONTENT[name]} belongs to the platform, not to the hub. Ask the platform for it."
