"""HTML in a record's values as text: entities decoded once, blocks as paragraphs, captions aside."""

from __future__ import annotations

import html
import re
from html.entities import html5
from typing import Any

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"</?(?:p|br|div|h[1-6]|li|ul|ol|blockquote|section|article)\b[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[/!?]?[A-Za-z][^<>]*>")
_INLINE = (
    r"a|abbr|b|big|cite|del|em|font|i|img|ins|mark|q|s|small|span|strike|strong|sub|sup|time|tt|u|wbr|bdi|bdo"
)
#: A whole element, or one that only HTML has. A tag alone may be what the text is about.
_ELEMENT = re.compile(
    rf"<(?P<name>{_INLINE}|p|h[1-6]|div|li)\b[^<>]*>[^<>]*</(?P=name)\s*>|<(?:br|hr)\s*/?>|<img\s[^<>]*>"
    r"|<a\s[^<>]*href\b[^<>]*>|<!-- ?/?wp:",
    re.IGNORECASE,
)
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})\b[^<>]*>|<!--[^<>]*-->", re.IGNORECASE)
_LINE_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_ESCAPED_MARKUP = re.compile(r"\s*&lt;(?:p|div|h[1-6]|span|article|section|ul|strong|b)\b", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "blockquote", "pre", "hr", "body"}
    | {"section", "article", "header", "footer", "aside", "main", "figure", "figcaption", "table", "tr"}
    | {"dl", "dt", "dd"}
)
_UNREAD = frozenset({"script", "style", "template", "noscript", "iframe", "svg", "head", "button", "select"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_BREAK = "\x1e"


def unescaped(text: str) -> str:
    """Return `text` with complete, known HTML entities decoded, once."""
    if "&" not in text or ";" not in text:
        return text
    return _ENTITY.sub(_entity, text)


def _entity(match: re.Match[str]) -> str:
    name = match[0]
    return html.unescape(name) if name[1] == "#" or name[1:] in html5 else name


def plain_text(text: str) -> str:
    """Return `text` as paragraphs if it is HTML (two tags of blocks or line breaks), else unescaped."""
    return body_text(text, plain=True)[0]


def body_text(text: str, *, plain: bool = False) -> tuple[str, list[str]]:
    """Return a value as text with paragraphs, and the captions left out of it.

    HTML is what has two tags of blocks or line breaks, or a whole inline element; all of it may be escaped
    once more, as feeds do. Anything else is unescaped, and a "<" in it stays.

    Args:
        plain: the value is known to be text, so that an inline element in it is the editor's own.
    """
    if "<" in text:
        if len(_TAG.findall(text)) > 1:
            return _fragment_text(text)
        if not plain and _ELEMENT.search(text):
            return _fragment_text(text) if _TAG.search(text) else (_without_inline(text), [])
    elif _ESCAPED_MARKUP.match(text):
        return _fragment_text(unescaped(text))
    return unescaped(text), []


def inline_text(text: str) -> str:
    """Return a headline or label unescaped, and without tags if a whole element is in it."""
    if "<" in text and _ELEMENT.search(text):
        text = _ANY_TAG.sub("", _LINE_BREAK.sub(" ", text))
    return unescaped(text)


def html_text(markup: str) -> str:
    """Return the text of an HTML fragment: paragraphs parted by a blank line, <br> as a newline."""
    return _fragment_text(markup)[0]


def _without_inline(text: str) -> str:
    """Return text whose only markup is inline, its own line breaks kept: WordPress stores articles so."""
    return unescaped(_INLINE_TAG.sub("", text)).strip()


def _fragment_text(markup: str) -> tuple[str, list[str]]:
    if not _PARAGRAPH.search(markup):
        markup = _BLANK_LINE.sub("<p>", markup)
    tree = _tree(markup)
    if tree is None:
        return _without_tags(markup), []
    captions = [caption for caption in tree.iter("figcaption", "p") if _is_caption(caption)]
    kept_out = [" ".join("".join(caption.itertext()).split()) for caption in captions]
    return _text_of(tree, set(captions)), [text for text in kept_out if text]


def _is_caption(element: Any) -> bool:
    return element.tag == "figcaption" or "wp-caption-text" in (element.get("class") or "")


def _tree(markup: str) -> Any:
    """Return the parsed fragment, or None if it is nested beyond the parser's limit."""
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    clean = markup.replace("\x00", "").replace(_BREAK, " ").encode("utf-8", "replace")
    try:
        tree = etree.fromstring(b"<html><body>" + clean + b"</body></html>", parser)
    except etree.XMLSyntaxError:
        return None
    return None if any("depth" in error.message for error in parser.error_log) else tree


def _text_of(tree: Any, left_out: set[Any]) -> str:
    from lxml import etree

    pieces: list[str] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        mark = "\n" if element.tag == "br" and event == "end" else _BREAK if element.tag in _BLOCKS else ""
        pieces.append(mark)
        if event == "start" and (element.tag in _UNREAD or element in left_out):
            walk.skip_subtree()
            continue
        text = element.text if event == "start" else element.tail
        pieces.append(_BLANKS.sub(" ", text or ""))
    return _paragraphs("".join(pieces))


def _without_tags(markup: str) -> str:
    """Return the text of HTML that the parser gave up on: nested beyond its limit."""
    text = _ANY_TAG.sub("", _TAG.sub(_BREAK, markup.replace(_BREAK, " ")))
    return _paragraphs(_BLANKS.sub(" ", unescaped(text)))


def _paragraphs(text: str) -> str:
    blocks = ("\n".join(filter(None, map(_trimmed, block.split("\n")))) for block in text.split(_BREAK))
    return "\n\n".join(filter(None, blocks))


def _trimmed(line: str) -> str:
    return line.strip(" ")
