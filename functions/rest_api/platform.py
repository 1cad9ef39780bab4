"""What belongs to the platform and not to the hub: content, which programs look for here because they once found it
under the same address."""

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
    """Why there is nothing at this path below the API, "" where there is no more to say than that."""
    of_account = path[2] if len(path) > 2 and path[0] in {"c", "p"} else ""
    name = of_account or (path[0] if path else "")
    if name not in _CONTENT:
        return ""
    return f"{_CONTENT[name]} belongs to the platform, not to the hub. Ask the platform for it."
