"""Leaving out, until they are used, the heavy modules that a library imports and we never reach."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Deferred(ModuleType):
    """Stands for a module; the first attribute that is asked for imports it.

    `importlib.util.LazyLoader` is no help here: on Python 3.11 the import statement itself loads its module.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the import machinery asks for some; none of them is worth loading for
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


@contextmanager
def deferred(*names: str) -> Iterator[None]:
    """Let modules that are imported inside the block have the named ones only once they use them.

    Everyone else imports them as ever: when the block is left, nothing stands in for them any more. A name
    that is loaded already, or cannot be found, is left alone.
    """
    placed = {}
    for name in names:
        spec = None if name in sys.modules else find_spec(name)
        if spec is not None:
            placed[name] = sys.modules[name] = _Deferred(name)
            placed[name].__spec__ = spec
    try:
        yield
    finally:
        for name, module in placed.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
