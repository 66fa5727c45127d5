"""Reading a project's own text files, with every way in which that can fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.errors import ProjectError, StorageError

if TYPE_CHECKING:
    from pathlib import Path


def read_project_text(path: Path) -> str:
    """Return the UTF-8 text of the file, line ends as they are; a byte order mark is left out.

    Raises:
        ProjectError: the file is missing, a folder, or not UTF-8.
        StorageError: it cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise ProjectError(str(path), "no such file", next_step="warraq init DIR writes one") from error
    except IsADirectoryError as error:
        raise ProjectError(str(path), "is a folder", expected="a file") from error
    except OSError as error:
        found = f"cannot be read: {error.strerror or error}"
        step = "give the user who runs warraq permission to read it"
        raise StorageError(str(path), found, next_step=step) from error
    except UnicodeDecodeError as error:
        raise ProjectError(str(path), f"byte {error.start} is not UTF-8", expected="UTF-8") from error
