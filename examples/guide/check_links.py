"""Every link inside the built pages leads somewhere, and nothing is loaded from another host.

python check_links.py FOLDER
"""

import pathlib
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

LOADED = {("script", "src"), ("link", "href"), ("img", "src"), ("source", "src"), ("iframe", "src")}
NOT_LOADED = {"search", "index", "next", "prev", "canonical"}  # kinds of <link>


class Page(HTMLParser):
    """The anchors of a page, where it links to, and what it loads."""

    def __init__(self, path):
        super().__init__()
        self.anchors, self.links, self.loads = {"", "top"}, [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.anchors |= {given[key] for key in ("id", "name") if given.get(key)}
        for key in ("href", "src"):
            if given.get(key) is None:
                continue
            loaded = (tag, key) in LOADED and given.get("rel") not in NOT_LOADED
            (self.loads if loaded else self.links).append((self.getpos()[0], given[key]))


def faults(folder):
    pages = {path.resolve(): Page(path) for path in sorted(folder.rglob("*.html"))}
    if not pages:
        yield f"{folder}: no pages"
    for path, page in pages.items():
        for line, address in page.loads + page.links:
            parts = urlsplit(address)
            place = f"{path.relative_to(folder.resolve())}:{line}"
            if parts.scheme == "data":
                continue
            if parts.scheme or parts.netloc:
                if (line, address) in page.loads:
                    yield f"{place}: loads {address} from another host"
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file():
                yield f"{place}: {address} is no file"
            elif target in pages and unquote(parts.fragment) not in pages[target].anchors:
                yield f"{place}: {address} is no anchor of that page"


if __name__ == "__main__":
    found = list(faults(pathlib.Path(sys.argv[1])))
    print("\n".join(found) or "links: all lead somewhere")
    sys.exit(bool(found))
