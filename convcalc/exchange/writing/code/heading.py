"""What a file of code starts with: what the network is, in the words of its spec."""

from convcalc.document.wording import printable
from convcalc.model.network import Network
from convcalc.version import __version__


def comment(network: Network) -> list[str]:
    """The comment that a spec starts with."""
    source = network.source
    text = getattr(source, "text", "") or ""
    found: list[str] = []
    for line in text.split("\n"):
        if not line.startswith("#"):
            break
        found.append(printable(line[1:].strip()))
    return found


def docstring(network: Network) -> list[str]:
    """What the network is, as its spec says."""
    words = " ".join(comment(network)).replace("\\", "/").replace('"', "'").strip()
    words = words or printable(network.name).replace("\\", "/").replace('"', "'")
    lines = _wrapped(words, 85)
    return [f'"""{lines[0]}', *lines[1:], "", f"Written by convcalc {__version__}.", '"""']


def _wrapped(text: str, width: int) -> list[str]:
    from textwrap import wrap

    return wrap(text, width, break_on_hyphens=False) or [""]
