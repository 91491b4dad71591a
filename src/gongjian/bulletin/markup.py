"""From the text of a notice to HTML that does no harm (docs/decisions/sanitised-markdown.md). Pure."""

import re
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    *("p", "br", "strong", "em", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "hr", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
_LINK = re.compile(r"(?:https?://|mailto:)\S+|/(?!/)\S*", re.IGNORECASE)
_RULES = ["heading", "list", "blockquote", "hr", "table", "emphasis", "link", "autolink", "newline", "escape"]
_MARKS = re.compile(
    r"^[ \t　]{0,20}(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|\|?[ \t]{0,20}:?-{3}[-:| \t]*$)|[*_]{2}|\\(?=[*_#])",
    re.MULTILINE,
)
_NAMED = re.compile(r"\[([^\[\]]{0,300})\]\([^()]{0,500}\)")


def _leads_somewhere_good(url: str) -> bool:
    return _LINK.fullmatch(url.strip()) is not None


def _parser() -> MarkdownIt:
    made = MarkdownIt("zero", {"html": False, "breaks": True}).enable(_RULES)
    made.validateLink = _leads_somewhere_good  # type: ignore[method-assign]
    return made


_PARSER = _parser()


@lru_cache(maxsize=256)
def html_of(text: str) -> SafeString:
    """The text as cleaned HTML. Headings begin at ``h2``, below the page's own."""
    tokens = _PARSER.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 4)}"
    drawn = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return mark_safe(
        nh3.clean(drawn, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow")
    )


def absolute(html: str, front: str) -> str:
    """The same with the site's own links made absolute, for readers outside (feeds)."""
    return html.replace('href="/', f'href="{front}/')


def plain(text: str, most: int) -> str:
    """The first *most* characters without marks, in one line, for a summary."""
    words = " ".join(_MARKS.sub("", _NAMED.sub(r"\1", text)).replace("|", " ").split())
    return words if len(words) <= most else f"{words[: most - 1]}…"
