"""The hands of somebody at a browser: one with the mouse, one with the keys alone (Tab, Enter, Space, arrows)."""

from pathlib import Path
from typing import Protocol

from playwright.sync_api import Locator, Page

MOST_STOPS = 500
"""Stops of Tab on one page, at most."""
_HERE = "each => each === document.activeElement"
_MARKED = "each => getComputedStyle(each).outlineStyle !== 'none' || each.matches('input[type=checkbox]')"


class Hand(Protocol):
    """What somebody can do on a page. `go` is a press that leads to another page, and waits for it."""

    def go(self, target: Locator) -> None: ...
    def press(self, target: Locator) -> None: ...
    def write(self, target: Locator, text: str) -> None: ...
    def choose(self, target: Locator, value: str) -> None: ...


class Mouse:
    """Points and clicks."""

    def go(self, target: Locator) -> None:
        """Click something that leads to another page."""
        with target.page.expect_navigation():
            target.click()

    def press(self, target: Locator) -> None:
        """Click."""
        target.click()

    def write(self, target: Locator, text: str) -> None:
        """Replace what is in a field."""
        target.click()
        target.fill(text)

    def choose(self, target: Locator, value: str) -> None:
        """Choose from a list."""
        target.select_option(value)


class Keyboard:
    """Presses keys only, as somebody who sees no pointer. Each stop that is used shows that it has the focus."""

    def go(self, target: Locator) -> None:
        """Enter on something that leads to another page."""
        self._reach(target)
        with target.page.expect_navigation():
            target.page.keyboard.press("Enter")

    def press(self, target: Locator) -> None:
        """Space on a checkbox, Enter on anything else."""
        self._reach(target)
        is_box = target.evaluate("each => each.type === 'checkbox'")
        target.page.keyboard.press("Space" if is_box else "Enter")

    def write(self, target: Locator, text: str) -> None:
        """Replace what is in a field."""
        self._reach(target)
        target.page.keyboard.press("Control+A")
        target.page.keyboard.press("Delete")
        target.page.keyboard.insert_text(text)

    def choose(self, target: Locator, value: str) -> None:
        """Choose from a list, which begins at its first entry."""
        self._reach(target)
        target.page.keyboard.press("Home")
        for _ in range(target.locator("option").count()):
            if target.input_value() == value:
                return
            target.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is not in the list")

    def _reach(self, target: Locator) -> None:
        """Tab until the target has the focus."""
        keyboard = target.page.keyboard
        found = target.element_handle()
        for _ in range(MOST_STOPS):
            if found.evaluate(_HERE):
                assert found.evaluate(_MARKED), f"nothing shows that {target} has the focus"
                return
            keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached by Tab")


def copied(hand: Hand, page: Page) -> str:
    """The secret of a page, taken by its copy button."""
    secret = page.locator("[data-once] code").inner_text()
    hand.press(page.locator("[data-once] [data-copy]"))
    page.wait_for_function("!document.body.dataset.notCopied")
    taken: str = page.evaluate("navigator.clipboard.readText()")
    assert taken == secret
    return taken


def give_file(hand: Hand, target: Locator, into: Locator, path: Path) -> None:
    """Give a file to a page: with the mouse by its file field, with the keyboard by pasting its text."""
    if isinstance(hand, Keyboard):
        hand.write(into, path.read_text())
    else:
        target.set_input_files(path)
        into.page.wait_for_function("id => document.getElementById(id).value !== ''", arg=into.get_attribute("id"))
