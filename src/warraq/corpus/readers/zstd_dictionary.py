"""Zstandard files that begin with the dictionary of all their frames, as web archives may.

"Zstandard Compression for WARC Files 1.0" (IIPC): the first frame is a skippable one of magic number
0x184D2A5D that holds the dictionary, itself compressed or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.corpus.readers.inflate import (
    ZSTD_MAGIC,
    CorruptArchive,
    DecompressionLimit,
    TruncatedArchive,
    unheeded,
)
from warraq.corpus.readers.window import Window

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    import zstandard

    from warraq.corpus.readers.inflate import Begun

DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"
_RAW_DICTIONARY = b"\x37\xa4\x30\xec"
_MOST_DICTIONARY_BYTES = 16 << 20
#: Compressed bytes that are fed at a time. A block of 4 bytes may expand to 128 KiB, so these to 8 MiB.
_FED_BYTES = 256


def unzstd_with_dictionary(chunks: Iterator[bytes], begun: Begun = unheeded) -> Iterator[bytes]:
    """Yield the content of all frames, in pieces of at most 8 MiB; skippable frames are passed over.

    Args:
        begun: called before the first piece of each frame with the byte of `chunks` at which it begins.

    Raises:
        TruncatedArchive: the last frame is not complete.
        CorruptArchive: a header, a block, a checksum or the data after a frame is wrong.
        DecompressionLimit: the dictionary is larger than 16 MiB.
    """
    import zstandard

    window = Window(lambda: _generated(chunks))
    try:
        engine = _engine(_skippable(window))
        while magic := window.peek(4):
            if magic == ZSTD_MAGIC:
                begun(window.offset)
                yield from _frame(window, engine)
            elif magic[1:] == DICTIONARY_MAGIC[1:] and magic[0] >> 4 == 5:
                _skippable(window)
            else:
                raise window.fault or CorruptArchive("what follows the zstd frame is no zstd frame")
    except zstandard.ZstdError as error:
        raise CorruptArchive(f"damaged zstd data: {error}") from error
    if window.fault is not None:
        raise window.fault


def _generated(chunks: Iterator[bytes]) -> Generator[bytes]:
    yield from chunks


def _skippable(window: Window) -> bytes:
    """Move over a skippable frame and return its content, the first 16 MiB of it."""
    head = window.take(8)
    size = int.from_bytes(head[4:], "little")
    content = window.take(min(size, _MOST_DICTIONARY_BYTES + 1))
    rest = size - len(content)
    if len(head) < 8 or window.skip(rest) < rest:
        raise window.fault or TruncatedArchive("the zstd data ends before its end mark")
    return content


def _engine(dictionary: bytes) -> zstandard.ZstdDecompressor:
    import zstandard

    if dictionary.startswith(ZSTD_MAGIC):
        with zstandard.ZstdDecompressor().stream_reader(dictionary) as unpacked:
            dictionary = unpacked.read(_MOST_DICTIONARY_BYTES + 1)
    if len(dictionary) > _MOST_DICTIONARY_BYTES:
        raise DecompressionLimit(f"a zstd dictionary of more than {_MOST_DICTIONARY_BYTES} bytes")
    if not dictionary.startswith(_RAW_DICTIONARY):
        return zstandard.ZstdDecompressor()
    return zstandard.ZstdDecompressor(dict_data=zstandard.ZstdCompressionDict(dictionary))


def _frame(window: Window, engine: zstandard.ZstdDecompressor) -> Iterator[bytes]:
    frame = engine.decompressobj()
    while not frame.eof:
        fed = window.peek(_FED_BYTES)
        if not fed:
            raise window.fault or TruncatedArchive("the zstd data ends before its end mark")
        piece = frame.decompress(fed)
        window.skip(len(fed) - len(frame.unused_data))
        if piece:
            yield piece
