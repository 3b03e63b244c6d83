"""Files that are on no disk: in a bucket, on HDFS, behind whatever pyarrow or fsspec knows.

An address is a scheme, an authority and a path as it stands, without escapes and without a query. Whatever else there is
to say, credentials above all, the libraries find in the environment of the one who asks, the driver and the workers
alike; so nothing of it is ever in a manifest.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, Optional

from .._core import holds_pages
from ..errors import UsageError

if TYPE_CHECKING:
    from pyarrow.fs import FileInfo

_ADDRESS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+)://(?P<authority>[^/]*)(?P<path>/.*)?", re.DOTALL)

#: Names that Hadoop has for what pyarrow calls otherwise.
_SCHEMES = {"s3a": "s3", "s3n": "s3"}

#: Stores without names that could be changed: a file is there as a whole, when its last byte is, or not at all.
_ATOMIC = {"s3", "gcs", "abfs"}

#: What a store of fsspec may say of the version of a file, the best first; ``created`` is what is in memory.
_TAGS = ("ETag", "etag", "md5Hash", "generation", "LastModified", "Last-Modified", "modificationTime", "created")

#: Files that are asked about at a time.
_TOGETHER = 16

_WILD = re.compile(r"[*?\[]")


class Store(NamedTuple):
    """A file system, and what its addresses begin with."""

    fs: Any
    #: Scheme and authority,
    head: str
    #: and what the file system has instead.
    base: str

    def path(self, address: str) -> str:
        """What the file system calls an address."""
        return self.base + address[len(self.head) :]

    def address(self, path: str) -> str:
        """The other way."""
        return self.head + path[len(self.base) :]

    @property
    def is_atomic(self) -> bool:
        """Whether a file under its own name is never a part of one."""
        return self.fs.type_name in _ATOMIC


class Found(NamedTuple):
    """A file, as its store tells of it."""

    address: str
    #: -1 where the store does not say.
    bytes: int
    #: Nanoseconds since 1970, of whole seconds: a store may tell less of a file than of a list of them.
    changed: int
    tag: str


def parse(name: str) -> Optional[str]:
    """The address that a name is, in the words of pyarrow; ``None`` for one that is a path."""
    parts = _ADDRESS.fullmatch(name)
    if parts is None or parts["scheme"].lower() == "file":
        return None
    if "@" in parts["authority"] and not parts["scheme"].lower().startswith("abfs"):
        raise UsageError(f"{parts['scheme']}://…@…: an address holds no credentials; the environment does")
    scheme = parts["scheme"].lower()
    return f"{_SCHEMES.get(scheme, scheme)}://{parts['authority']}{parts['path'] or ''}"


def store(address: str) -> Store:
    """The store of an address. What a library says that cannot reach it is an ``OSError``."""
    parts = _ADDRESS.fullmatch(address)
    assert parts is not None, address
    return _store(parts["scheme"], parts["authority"])


@lru_cache(maxsize=64)
def _store(scheme: str, authority: str) -> Store:
    head = f"{scheme}://{authority}"
    try:
        from pyarrow import ArrowInvalid
        from pyarrow.fs import FileSystem, FSSpecHandler, PyFileSystem
    except ImportError as error:
        raise UsageError(f"{head}: {error}: pip install 'qingliu[spark]'") from error
    try:
        fs, base = FileSystem.from_uri(head + "/")
    except ArrowInvalid:
        try:
            import fsspec

            known, base = fsspec.core.url_to_fs(head + "/")
        except (ImportError, ValueError) as error:
            raise UsageError(f"{head}: pyarrow knows no {scheme}://, and fsspec says: {error}") from error
        fs = PyFileSystem(FSSpecHandler(known))
    return Store(fs, head, base.rstrip("/"))


def look(address: str) -> Found:
    """Look at a file."""
    of = store(address)
    [info] = of.fs.get_file_info([of.path(address)])
    if not info.is_file:
        raise FileNotFoundError(errno.ENOENT, "there is no such file", address)
    return _found(of, info)


def _found(of: Store, info: FileInfo) -> Found:
    address = of.address(info.path)
    if info.mtime_ns is not None:
        return Found(address, info.size, info.mtime_ns // 10**9 * 10**9, "")
    # A list may say less of a file than its store knows.
    said = of.fs.handler.fs.info(info.path) if hasattr(of.fs, "handler") else {"size": info.size}
    size, tag = said.get("size"), next((str(said[key]) for key in _TAGS if said.get(key)), "")
    return Found(address, -1 if size is None else size, 0, tag)


def files(address: str) -> tuple[list[Found], list[str]]:
    """The files that an address stands for, and the folders among them: one that is a file's or a folder's, or a
    pattern. ``FileNotFoundError`` where there is none."""
    of = store(address)
    path = of.path(address).rstrip("/")
    [info] = of.fs.get_file_info([path])
    matching = [info] if is_there(info) else list(_matching(of.fs, path))
    told, folders = [], []
    for info in matching:
        if info.is_file:
            told.append(info)
        else:
            folders.append(of.address(info.path))
            told.extend(_pages(of.fs, info.path))
    # Some are asked about each of them once more.
    with ThreadPoolExecutor(_TOGETHER) as pool:
        found = list(pool.map(partial(_found, of), told))
    if not found and not folders:
        raise FileNotFoundError(errno.ENOENT, "there is no such file", address)
    if not found:
        raise UsageError(f"{address}: no pages in this folder")
    return found, folders


def _pages(fs: Any, folder: str) -> Iterator[FileInfo]:
    """The files below a folder that are read, hidden ones aside."""
    for info in listed(fs, folder, recursive=True):
        below = info.path[len(folder) :].split("/")
        if info.is_file and holds_pages(info.base_name) and not any(part.startswith(".") for part in below):
            yield info


def listed(fs: Any, folder: str, recursive: bool = False) -> list[FileInfo]:
    """What is in a folder, sorted; of one that is not there nothing."""
    from pyarrow.fs import FileSelector

    infos: list[FileInfo] = fs.get_file_info(FileSelector(folder, allow_not_found=True, recursive=recursive))
    return sorted(infos, key=lambda info: str(info.path))


def _matching(fs: Any, path: str) -> Iterator[FileInfo]:
    """What matches a pattern: ``*``, ``?`` and ``[…]`` within a name, ``**`` for folders at any depth."""
    parts = path.split("/")
    wild = next((place for place, part in enumerate(parts) if _WILD.search(part)), None)
    if wild is None:
        return
    paths = ["/".join(parts[:wild])]
    infos: dict[str, FileInfo] = {}
    for part in parts[wild:]:
        if part == "**":
            below = [info for path in paths for info in listed(fs, path, recursive=True) if not info.is_file]
            paths += [info.path for info in below if not _is_hidden(info.path, paths)]
        elif _WILD.search(part):
            infos = {
                info.path: info
                for path in paths
                for info in listed(fs, path)
                if fnmatchcase(info.base_name, part) and (part[0] == "." or info.base_name[0] != ".")
            }
            paths = list(infos)
        else:
            paths = [f"{path}/{part}" for path in paths]
    told = [infos[path] for path in paths if path in infos]
    asked = [path for path in paths if path not in infos]
    for info in [*told, *(fs.get_file_info(asked) if asked else [])]:
        if is_there(info):
            yield info


def is_there(info: FileInfo) -> bool:
    """Whether it is a file or a folder."""
    kind: str = info.type.name
    return kind != "NotFound"


def _is_hidden(path: str, below: list[str]) -> bool:
    root = max((folder for folder in below if path.startswith(folder)), key=len, default="")
    return any(part.startswith(".") for part in path[len(root) :].split("/"))
