"""Zones by the names that newspapers give them: abbreviations and places.

An abbreviation may mean several zones (AST is Arabia's and the Atlantic's). It is read as the source's own
zone where that is one of them, else it is not known, and with it the time. Names of RFC 2822, section 4.3
(EST, PDT …) mean North America unless the source's own zone bears the name.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from warraq.corpus.dates.folding import fold

#: Abbreviation -> hours ahead of UTC; the first alone counts where the source's zone is none of them and
#: the name stands in `_CERTAIN`.
_ABBREVIATIONS: Final[dict[str, tuple[float, ...]]] = {
    **dict.fromkeys(("utc", "gmt", "ut", "z", "ت غ", "wet"), (0,)),
    **dict.fromkeys(("cet", "mez", "west"), (1,)),
    **dict.fromkeys(("cest", "mesz", "eet", "sast"), (2,)),
    **dict.fromkeys(("eest", "msk", "trt", "eat", "idt"), (3,)),
    "irst": (3.5,),
    "irdt": (4.5,),
    "aft": (4.5,),
    "pkt": (5,),
    "npt": (5.75,),
    "wib": (7,),
    "hkt": (8,),
    "jst": (9,),
    "kst": (9,),
    "aest": (10,),
    "aedt": (11,),
    "edt": (-4,),
    "cdt": (-5, -4),
    "est": (-5, 10),
    "cst": (-6, 8, -5),
    "mdt": (-6,),
    "mst": (-7, 8, 6.5),
    "pdt": (-7,),
    "pst": (-8, 8, 5),
    "ast": (3, -4),
    "adt": (4, -3),
    "ist": (5.5, 2, 1),
    "bst": (1, 6),
    "gst": (4, -2),
    "bt": (3, 6),
}
_UNIVERSAL = frozenset({"utc", "gmt", "ut", "z", "ت غ", "Etc/UTC"})
_CERTAIN = frozenset({"est", "cst", "mst", "pst", "cdt"})

#: Places, parted by commas, of one zone.
_PLACES: Final = {
    "Etc/UTC": "غرينتش,جرينتش,غرينيتش,جرينيتش,غرينويتش,جرينتيش,غرنيتش,گرینویچ,گرينيچ,العالمي,greenwich",
    "Asia/Riyadh": "مكة,مكة المكرمة,السعودية,الرياض,جدة,المدينة المنورة,makkah,mecca,riyadh,ksa",
    "Asia/Kuwait": "الكويت",
    "Asia/Qatar": "الدوحة,قطر,doha",
    "Asia/Bahrain": "المنامة,البحرين",
    "Asia/Dubai": "أبوظبي,ابو ظبي,دبي,الإمارات,abu dhabi,dubai,uae",
    "Asia/Muscat": "مسقط,سلطنة عمان",
    "Asia/Aden": "صنعاء,عدن,اليمن",
    "Asia/Baghdad": "بغداد,العراق,baghdad",
    "Asia/Amman": "الأردن",
    "Asia/Beirut": "بيروت,لبنان,beirut",
    "Asia/Damascus": "دمشق,سوريا,سورية,damascus",
    "Asia/Hebron": "القدس,القدس المحتلة,فلسطين,رام الله,غزة",
    "Africa/Cairo": "القاهرة,مصر,cairo",
    "Africa/Khartoum": "الخرطوم,السودان",
    "Africa/Tripoli": "طرابلس,ليبيا",
    "Africa/Tunis": "تونس,tunis",
    "Africa/Algiers": "الجزائر,alger,algiers",
    "Africa/Casablanca": "الرباط,المغرب,rabat",
    "Africa/Nouakchott": "نواكشوط,موريتانيا",
    "Asia/Tehran": "تهران,طهران,ایران,إيران,tehran",
    "Asia/Kabul": "کابل,كابول,افغانستان,kabul",
    "Asia/Karachi": "پاکستان,اسلام آباد,islamabad",
    "Europe/Istanbul": "اسطنبول,إسطنبول,تركيا,أنقرة,istanbul,turkey",
    "Europe/Moscow": "موسكو,москвы,moscow",
    "Europe/London": "لندن,london",
    "Europe/Paris": "باريس,paris",
    "Europe/Berlin": "برلين,berlin",
    "America/New_York": "نيويورك,واشنطن,new york,washington",
}
_ZONE_OF_PLACE: Final = {fold(place): zone for zone, places in _PLACES.items() for place in places.split(",")}
_LOCAL = frozenset(map(fold, ("المحلي", "محلي", "محلی", "المحلية", "local")))

#: Longest names first, for regular expressions.
ABBREVIATIONS: Final = tuple(sorted(_ABBREVIATIONS, key=lambda name: (-len(name), name)))


def place_zone(words: str) -> str | None:
    """Return the zone of the place that folded `words` begin with: "" is the source's own, None not known."""
    parts = words.split()[:2]
    for name in (" ".join(parts), *parts[:1]):
        if name in _LOCAL:
            return ""
        if name in _ZONE_OF_PLACE:
            return _ZONE_OF_PLACE[name]
    return None


def offset(name: str, local: datetime, own: ZoneInfo) -> timedelta | None:
    """Return how far `local`, in the zone of that name, is ahead of UTC; None if that is not certain.

    Args:
        name: a folded abbreviation, or an IANA name.
        local: naive time of day in that zone.
        own: the source's zone. «EET» in its summer contradicts itself, so it is not certain.
    """
    if name in _UNIVERSAL:
        return timedelta(0)
    if "/" in name:
        return ZoneInfo(name).utcoffset(local)
    short = name.upper()
    if own.tzname(local) == short:
        return own.utcoffset(local)
    if own.tzname(local.replace(month=1, day=1)) == short and own.dst(local):
        return None
    return _abbreviated(name, own.utcoffset(local))


def _abbreviated(name: str, here: timedelta | None) -> timedelta | None:
    known = [timedelta(hours=number) for number in _ABBREVIATIONS.get(name, ())]
    if len(known) < 2 or name in _CERTAIN:
        return here if here in known else next(iter(known), None)
    return here if here in known else None
