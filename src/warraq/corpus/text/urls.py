"""One spelling for each web address, and what of it identifies an article."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import urljoin

_MAX_LENGTH = 2_000
_MAX_RAW_LENGTH = 20_000  # tracking parameters and needless escapes may go

_TRACKING = """
    fbclid gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid msclkid twclid ttclid yclid ysclid
    igshid igsh li_fat_id mibextid sfnsn irclickid zanpid dicbo epik ef_id sscid tblci msockid
    rb_clickid s_kwcid s_cid mc_cid mc_eid mkt_tok _hsenc _hsmi __hstc __hssc __hsfp hsctatracking
    vero_id vero_conv oly_anon_id oly_enc_id _openstat _ga _gl __s trk trkcampaign guccounter
    guce_referrer guce_referrer_sig _branch_match_id ref_src ref_url cmpid cmp ocid ncid ito spm smid
    smtyp soc_src soc_trk xtor xtref xtcr xtmc wt_mc wt.mc_id wt.mc_ev ns_campaign ns_mchannel ns_source
    ns_linkname ns_fee fb_action_ids fb_action_types fb_source fb_ref __twitter_impression
    traffic_source wprov
"""
#: Query parameters that say where a reader came from, never what is read; lower case.
TRACKING_PARAMETERS = frozenset(_TRACKING.split())
TRACKING_PREFIXES = ("utm_", "at_", "mtm_", "pk_", "hsa_")

_EDGES = (
    "".join(map(chr, range(0x21))) + "\x7f\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
)
_SPLIT = re.compile(r"(https?)://([^/?#\\]+)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
# Addresses without a query that need no change: most of what scrapers leave.
_PLAIN = re.compile(
    r"https?://(?:[a-z0-9_-]{1,63}\.){1,8}[a-z0-9_-]{1,63}"
    r"/[A-Za-z0-9._~!$&'()*+,;=:@/-]*(?:%[89A-F][0-9A-F][A-Za-z0-9._~!$&'()*+,;=:@/-]*)*"
)
_PLAIN_LENGTH = 250  # so that the host, too, is not too long
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LOWER_ESCAPES = re.compile(r"(?:%(?:[0-9A-F][a-f]|[a-f][0-9A-Fa-f])(?:%[0-9A-Fa-f]{2})*)")
_NEEDLESS_ESCAPE = re.compile(
    r"%(2[DE]|3\d|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])"
)  # of unreserved characters
_UNSAFE_IN_PATH = re.compile(r"[^A-Za-z0-9._~!$&'()*+,;=:@/%-]+")
_UNSAFE_IN_QUERY = re.compile(r"[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]+")
_ESCAPED_AMPERSAND = re.compile(r"&(?:amp;)+", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_IGNORED_IN_HOST = dict.fromkeys((0xAD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF))


def canonical_url(url: str, base: str | None = None) -> str | None:
    r"""Return the one spelling of a web address, or None if `url` is none (of http or https).

    The host is lower case and in IDNA's ASCII form; default port, credentials, fragment and the tracking
    parameters above are gone, all other parameters kept in their order. Path and query are percent-encoded as
    RFC 3986 normalises them (section 6.2.2). As in the WHATWG URL standard, tabs and newlines go, spaces
    become %20 and `\` a slash. Idempotent.

    Args:
        base: the address of the page, for relative references; without it they give None.
    """
    if not isinstance(url, str) or len(url) > _MAX_RAW_LENGTH:
        return None
    if len(url) <= _PLAIN_LENGTH and _PLAIN.fullmatch(url) and "/." not in url:
        return url
    return _canonical(url, base)


def _canonical(url: str, base: str | None) -> str | None:
    text = url.strip(_EDGES)
    if not text.isprintable():
        text = text.replace("\t", "").replace("\n", "").replace("\r", "")
    match = _SPLIT.match(text)
    if match is None:
        joined = _joined(text, base)
        match = _SPLIT.match(joined) if joined else None
        if match is None:
            return None
    scheme, authority, path, query = match.groups()
    scheme = scheme.lower()
    host = _host(authority, scheme)
    if host is None:
        return None
    result = f"{scheme}://{host}{_path(path)}"
    if query and (kept := _query(query)):
        result = f"{result}?{kept}"
    return result if len(result) <= _MAX_LENGTH else None


def url_identity(url: str) -> str | None:
    """Return the part of a canonical URL that identifies its article, or None for a home page.

    Scheme, a leading `www.` and the path's trailing slashes are dropped: one article under http and https is
    one article.
    """
    if not isinstance(url, str):
        return None
    scheme, _, rest = url.partition("://")
    if scheme not in {"http", "https"}:
        return None
    place, mark, query = rest.removeprefix("www.").partition("?")
    place = place.rstrip("/")
    if not query:
        return place if "/" in place else None
    return f"{place}{mark}{query}"


def _joined(text: str, base: str | None) -> str | None:
    if base is None or not text or _SCHEME.match(text):
        return None
    page = canonical_url(base)
    try:
        return urljoin(page, text.replace("\\", "/")) if page else None
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _host(authority: str, scheme: str) -> str | None:
    """Return host and, if it is not the scheme's own, port; None if there is no such host."""
    place = authority.rpartition("@")[2]
    host, colon, port = place.rpartition(":")
    if not colon or "]" in port:
        host, port = place, ""
    if port and not (port.isascii() and port.isdecimal() and int(port[-6:]) <= 65_535 and len(port) < 7):
        return None
    name = _address(host) if host.startswith("[") else _name(host)
    if name is None:
        return None
    default = {"http": 80, "https": 443}[scheme]
    return name if not port or int(port) == default else f"{name}:{int(port)}"


def _address(host: str) -> str | None:
    try:
        return (
            f"[{IPv6Address(host.removeprefix('[').removesuffix(']')).compressed}]"
            if host[-1] == "]"
            else None
        )
    except AddressValueError:
        return None


def _name(host: str) -> str | None:
    """Return the ASCII form of a host name: UTS #46, non-transitional, without its validity rules."""
    if not host.isascii():
        folded = unicodedata.normalize("NFKC", host.translate(_IGNORED_IN_HOST)).replace("。", ".")
        lower = unicodedata.normalize("NFKC", "".join(character.lower() for character in folded))
        host = ".".join(map(_ascii_label, lower.split(".")))
    name = host.lower().removesuffix(".")
    return name if len(name) <= 253 and all(map(_LABEL.fullmatch, name.split("."))) else None


def _ascii_label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def _path(path: str) -> str:
    path = _encoded(path.replace("\\", "/"), _UNSAFE_IN_PATH)
    if "/." in path:
        path = _without_dots(path)
    return path or "/"


def _without_dots(path: str) -> str:
    """Resolve `.` and `..` as in RFC 3986, section 5.2.4."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    text = _encoded(query, _UNSAFE_IN_QUERY)
    text = _ESCAPED_AMPERSAND.sub("&", text)
    return "&".join(part for part in text.split("&") if part and not _is_tracking(part))


def _is_tracking(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    return name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES)


def _encoded(text: str, unsafe: re.Pattern[str]) -> str:
    if "%" in text:
        text = _BARE_PERCENT.sub("%25", text)
        text = _LOWER_ESCAPES.sub(lambda match: match[0].upper(), text)
        text = _NEEDLESS_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return unsafe.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    return "%" + match[0].encode("utf-8", "replace").hex("%").upper()
