"""Read an HTML page the way a browser does: elements, text, and everything it would fetch."""

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input", "base", "source", "wbr"}


class Page(HTMLParser):
    """The elements of a page, in order, and the text of each.

    ``elements`` holds (tag, attributes); ``texts`` maps a tag to the text inside each such element.
    """

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.texts, self._open = [], {}, []
        self.unbalanced = []
        self.feed(text)
        self.close()
        self.unbalanced += [tag for tag, _ in self._open]

    def handle_starttag(self, tag, attrs):
        """Open an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append((tag, []))

    def handle_startendtag(self, tag, attrs):
        """Note an element that closes itself."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        """Close an element and keep its text."""
        if not self._open or self._open[-1][0] != tag:
            self.unbalanced.append(tag)
            return
        _, pieces = self._open.pop()
        self.texts.setdefault(tag, []).append("".join(pieces))

    def handle_data(self, data):
        """Give text to every open element."""
        for _, pieces in self._open:
            pieces.append(data)

    def count(self, tag):
        """Return how many elements have this tag."""
        return sum(name == tag for name, _ in self.elements)

    def references(self):
        """Return every attribute value that makes a browser look somewhere."""
        looks = ("href", "src", "srcset", "action", "data", "poster", "background", "xlink:href")
        return [a[name] for _, a in self.elements for name in looks if a.get(name) is not None]
