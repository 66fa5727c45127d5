"""How much of a file a reader takes in before it gives up on a record or on the file."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20
CHUNK_BYTES = MIB
MAX_RECORD_BYTES = 16 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is held in memory; all sizes are in bytes after decompression.

    Attributes:
        record_bytes: one record: a line, an array element, a row, a page. A long read is under 1 MiB; 16 MiB
            leaves room for pages with inlined pictures.
        document_bytes: a file that can only be read whole: JSON that is not JSON lines, compressed Parquet.
        free_expansion_bytes: what a compressed file may always expand to.
        expansion_ratio: beyond that, decompressed bytes per byte on disk. Scraped text reaches 5 to 30;
            deflate can reach 1032 and zstd over 10,000, so above 200 is a bomb or one character repeated.
        free_records: what a compressed file or a Parquet file may always hold.
        record_disk_bytes: beyond that, bytes on disk per record. An article takes up a hundred and more, a
            row of a bomb less than one.
    """

    record_bytes: int = MAX_RECORD_BYTES
    document_bytes: int = 512 * MIB
    free_expansion_bytes: int = 256 * MIB
    expansion_ratio: int = 200
    free_records: int = 100_000
    record_disk_bytes: int = 8


DEFAULT_LIMITS = Limits()


def most_records(disk_bytes: int, limits: Limits) -> int:
    """Return how many records a compressed file of so many bytes may hold."""
    return max(limits.free_records, disk_bytes // limits.record_disk_bytes)
