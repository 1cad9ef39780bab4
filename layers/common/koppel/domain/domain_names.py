"""Domain names as the domain name system has them: international ones in ASCII (IDNA 2008, RFC 5890 to 5894)."""


class NoDomain(ValueError):
    """A text is no domain name. The message holds nothing of the text."""


def ascii_domain(name: str) -> str:
    """The name with each of its labels as an A-label: `bücher.example` as `xn--bcher-kva.example`.

    Capitals, full-width letters and the like are mapped first as browsers and mail programs do (UTS #46). Raises
    NoDomain.
    """
    import idna  # noqa: PLC0415  # a table of all of Unicode, which few functions ever need: not at every start

    try:
        return idna.encode(name, uts46=True).decode()
    except UnicodeError:
        raise NoDomain("is not a domain name") from None
