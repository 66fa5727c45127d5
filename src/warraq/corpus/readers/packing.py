"""How a file is compressed, by its first bytes, and what undoes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.corpus.readers.inflate import GZIP_MAGIC, ZSTD_MAGIC, ZSTD_SKIPPABLE, gunzip, unzstd
from warraq.corpus.readers.zstd_dictionary import DICTIONARY_MAGIC, unzstd_with_dictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from warraq.corpus.readers.inflate import Begun

    Decoder = Callable[[Iterator[bytes], Begun], Iterator[bytes]]

#: Name of a packing -> what undoes it.
DECODERS: dict[str, Decoder] = {"dictionary": unzstd_with_dictionary, "gzip": gunzip, "zstd": unzstd}


def packing_of(head: bytes) -> str:
    """Return the packing of data that begins with `head`, four bytes of it; "" if it is not compressed."""
    if head.startswith(GZIP_MAGIC):
        return "gzip"
    if head.startswith(DICTIONARY_MAGIC):
        return "dictionary"
    return "zstd" if head.startswith(ZSTD_MAGIC) or head[:4] in ZSTD_SKIPPABLE else ""
