"""How the command gets at a file that is elsewhere: through a pipe that has the file's name, while it is read.

The pipe is at the address taken as a path, so ``s3:/crawl/a.warc.gz`` in the folder where the command runs. So records
are called by the address, and the name of a file tells its format as ever. Nothing of it comes to lie on a disk, and no
more is held in memory than the part that was read and the next one. Where that does not do, files are fetched: those
whose table is at their end, and small ones that are cleaned together.
"""

from __future__ import annotations

import errno
import fcntl
import io
import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Optional

from . import remote
from .files import File, why

#: Bytes that are asked for at a time. A store answers each time anew, after some hundredths of a second.
CHUNK = 8 << 20

#: Small files are fetched so many at a time.
TOGETHER = 8

#: Bytes that a pipe holds, where the system lets it.
_PIPE = 1 << 20

#: What files begin with whose table is at their end: ZIP and Parquet.
_TABLES = (b"PK\x03\x04", b"PK\x05\x06", b"PAR1")


class FeedError(OSError):
    """A file that could not be read to its end; the message names it."""


class _HadEnough(Exception):
    """Whoever is written to reads no further."""


class Feed:
    """A file that goes through a pipe to a process."""

    def __init__(self, file: File, source: Any, head: bytes, pipe: Path) -> None:
        self.file = file
        self.source = source
        self.head = head
        self.pipe = pipe
        #: Why the process did not get the whole file.
        self.failed: Optional[FeedError] = None

    @contextmanager
    def to(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        """Meanwhile the process is fed."""
        thread = threading.Thread(target=self._run, args=(process,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            thread.join()

    def _run(self, process: subprocess.Popen[bytes]) -> None:
        pipe = None
        try:
            pipe = self._opened(process)
            if pipe is not None:
                _copy(self.file, self.source, self.head, pipe)
        except _HadEnough:
            # Its status says why.
            pass
        except Exception as error:
            self.failed = FeedError(f"{self.file.path}: {why(error)}")
            # Before the pipe is closed, which would look like the end of the file.
            process.kill()
            process.wait()
        finally:
            if pipe is not None:
                pipe.close()

    def _opened(self, process: subprocess.Popen[bytes]) -> Optional[io.FileIO]:
        """The pipe, once the process has opened it; ``None`` when it ends without that."""
        while True:
            try:
                pipe = open(self.pipe, "wb", buffering=0, opener=lambda path, _: os.open(path, os.O_WRONLY | os.O_NONBLOCK))
                break
            except OSError as error:
                if error.errno != errno.ENXIO:
                    raise
            try:
                process.wait(0.005)
                return None
            except subprocess.TimeoutExpired:
                pass
        os.set_blocking(pipe.fileno(), True)
        try:
            fcntl.fcntl(pipe, getattr(fcntl, "F_SETPIPE_SZ", 1031), _PIPE)
        except OSError:
            pass
        return pipe


@contextmanager
def bring(files: Sequence[File], folder: Path) -> Iterator[Optional[Feed]]:
    """Meanwhile files that are elsewhere are below a folder, or the one that there is can be fed there.

    A file that cannot be had is a ``FeedError``.
    """
    elsewhere = [file for file in files if remote.parse(file.path) is not None]
    if len(files) > 1 or not elsewhere:
        with ThreadPoolExecutor(TOGETHER) as pool:
            list(pool.map(lambda file: _fetch(file, folder), elsewhere))
        yield None
        return
    [file] = elsewhere
    with ExitStack() as ending:
        try:
            source = ending.enter_context(closing(_open(file)))
            head = bytes(source.read(CHUNK))
            place = _place(file, folder)
            if head.startswith(_TABLES):
                with open(place, "xb") as to:
                    _copy(file, source, head, to)
                feed = None
            else:
                os.mkfifo(place)
                feed = Feed(file, source, head, place)
        except Exception as error:
            raise FeedError(f"{file.path}: {why(error)}") from error
        try:
            yield feed
        finally:
            os.unlink(place)


def _open(file: File) -> Any:
    of = remote.store(file.path)
    # Packed as it is: the command sees through that.
    return of.fs.open_input_stream(of.path(file.path), compression=None)


def _fetch(file: File, folder: Path) -> None:
    try:
        # Two names may be one path.
        with closing(_open(file)) as source, open(_place(file, folder), "xb") as to:
            _copy(file, source, b"", to)
    except Exception as error:
        raise FeedError(f"{file.path}: {why(error)}") from error


def _place(file: File, folder: Path) -> Path:
    """The address as a path below a folder."""
    if {".", ".."} & set(file.path.split("/")):
        raise ValueError("a name of which `.` or `..` is a part leads elsewhere")
    place = folder / file.path
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def _copy(file: File, source: Any, head: bytes, to: Any) -> None:
    """Copy a file, reading on while what was read is written; it must be as long as it was said to be."""
    copied = 0
    with ThreadPoolExecutor(1) as reader:
        chunk = head or source.read(CHUNK)
        while chunk:
            following = reader.submit(source.read, CHUNK)
            _write(chunk, to)
            copied += len(chunk)
            chunk = following.result()
    if file.bytes not in (copied, -1):
        raise OSError(f"it was {file.bytes} bytes, and {copied} came: it was changed during the run")
    if remote.look(file.path)[1:] != file[1:]:
        raise OSError("it was changed during the run")


def _write(chunk: bytes, to: Any) -> None:
    left = memoryview(chunk)
    try:
        while left:
            # A pipe takes what there is room for.
            left = left[to.write(left) :]
    except BrokenPipeError as error:
        # A store may break off in the same words, and that is no end.
        raise _HadEnough from error
