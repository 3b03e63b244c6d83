"""Where the outputs go: a folder that all see under the same path, or one in a store.

An attempt at a part makes its files in a folder of its own, and puts them in place when all are whole.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Optional, Union

from ..errors import FileError, QingliuError, UsageError
from . import remote
from .files import why

#: What stands beside the records, each in a folder that Spark passes over when it reads the outputs as a table.
MANIFESTS = "_manifests"
ERRORS = "_errors"
TEMPORARY = "_temporary"

#: Seconds for attempts that were called off to be gone.
PATIENCE = 10.0

#: Bytes that go to a store at a time.
_CHUNK = 8 << 20

#: While it is there, a run is at work that writes into a store.
_AT_WORK = "at-work"


class LocalOutput(NamedTuple):
    """A folder."""

    folder: str
    #: The name of this run.
    run: str

    @property
    def _temporary(self) -> Path:
        """The folder of this run's attempts. Once it is gone, no attempt can begin."""
        return Path(self.folder, TEMPORARY, self.run)

    @contextmanager
    def hold(self, below: Sequence[str]) -> Iterator[None]:
        """Meanwhile this run is the only one here; what is left of earlier ones is taken away."""
        try:
            for folder in ("", *below):
                Path(self.folder, folder).mkdir(parents=True, exist_ok=True)
            held = os.open(self.folder, os.O_RDONLY)
        except OSError as error:
            raise FileError(error.errno, error.strerror, str(error.filename)) from error
        try:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UsageError(f"{self.folder}: another run is writing this output") from None
            except OSError:
                # Not every file system has locks.
                pass
            _remove(self._temporary.parent)
            self._temporary.mkdir(parents=True)
            try:
                yield
            finally:
                _remove(self._temporary.parent)
        finally:
            os.close(held)

    @contextmanager
    def attempt(self, name: str) -> Iterator[Path]:
        """A folder to make a part in, which is gone afterwards."""
        folder = self._temporary / f"{name}.{uuid.uuid4().hex}"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Nobody else puts the part in place meanwhile, where the file system has locks; elsewhere two attempts that end
        at the same moment put the same files in place twice."""
        with open(self._temporary / f"{name}.lock", "wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)
            except OSError:
                pass
            yield

    def put(self, made: Path, path: str) -> None:
        """Put a file in place that was made in the folder of an attempt."""
        with open(made, "rb") as file:
            os.fsync(file.fileno())
        os.replace(made, Path(self.folder, path))

    def read(self, path: str, most: int = -1) -> Optional[bytes]:
        """What a file holds, or so much of it; ``None`` of one that is not there."""
        try:
            with open(Path(self.folder, path), "rb") as file:
                return file.read(most)
        except FileNotFoundError:
            return None

    def size(self, path: str) -> Optional[int]:
        """The bytes of a file; ``None`` of one that is not there."""
        try:
            return os.stat(Path(self.folder, path)).st_size
        except FileNotFoundError:
            return None

    def remove(self, path: str) -> None:
        """Remove a file, if it is there."""
        Path(self.folder, path).unlink(missing_ok=True)

    def names(self, folder: str) -> list[str]:
        """What a folder holds."""
        return sorted(os.listdir(Path(self.folder, folder)))


def _remove(folder: Path) -> None:
    """Take a folder away in which attempts may still be at work that were called off."""
    until = time.monotonic() + PATIENCE
    while folder.exists():
        shutil.rmtree(folder, ignore_errors=True)
        if time.monotonic() > until:
            break
        if folder.exists():
            time.sleep(0.1)


class RemoteOutput(NamedTuple):
    """A folder in a store. There are no locks there: a second run at the same time would not be noticed."""

    address: str
    #: The name of this run.
    run: str

    def _path(self, path: str) -> str:
        return f"{remote.store(self.address).path(self.address)}/{path}"

    @contextmanager
    def hold(self, below: Sequence[str]) -> Iterator[None]:
        """Meanwhile this run is at work here; what is left of earlier ones is taken away."""
        try:
            of = remote.store(self.address)
            self._remove_temporary()
            # In a bucket folders are but the names of files.
            for folder in () if of.is_atomic else ("", *below, f"{TEMPORARY}/{self.run}"):
                of.fs.create_dir(self._path(folder).rstrip("/"), recursive=True)
            with of.fs.open_output_stream(self._path(self._mark), compression=None) as mark:
                mark.write(b"\n")
        except QingliuError:
            raise
        except Exception as error:
            # Not every store of fsspec says what is wrong with an OSError.
            raise FileError(f"{self.address}: {why(error)}") from error
        try:
            yield
        finally:
            # What stays is in nobody's way, and the next run takes it away; what is made is worth more than an error.
            with suppress(Exception):
                self._remove_temporary()

    @property
    def _mark(self) -> str:
        return f"{TEMPORARY}/{self.run}/{_AT_WORK}"

    def _remove_temporary(self) -> None:
        fs, path = remote.store(self.address).fs, self._path(TEMPORARY)
        [info] = fs.get_file_info([path])
        if remote.is_there(info):
            fs.delete_dir(path)

    def _check(self) -> None:
        if self.size(self._mark) is None:
            raise QingliuError(f"{self.address}: the run that this attempt is of has ended")

    @contextmanager
    def attempt(self, name: str) -> Iterator[Path]:
        """A folder of this machine to make a part in, which is gone afterwards."""
        self._check()
        folder = tempfile.mkdtemp(prefix=f"{name[:40]}.", dir=_scratch())
        try:
            yield Path(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Two attempts that end at the same moment put the same files in place twice; one of a run that has ended puts
        none."""
        self._check()
        yield

    def put(self, made: Path, path: str) -> None:
        """Put a file in place that was made in the folder of an attempt: where a store can move files under another name
        first, and elsewhere as a whole."""
        of = remote.store(self.address)
        place = self._path(path)
        if of.is_atomic:
            self._write(made, place)
            return
        under_way = self._path(f"{TEMPORARY}/{self.run}/{uuid.uuid4().hex}")
        self._write(made, under_way)
        self.remove(path)
        of.fs.move(under_way, place)

    def _write(self, made: Path, place: str) -> None:
        fs = remote.store(self.address).fs
        with open(made, "rb") as source:
            to = fs.open_output_stream(place, compression=None)
            try:
                shutil.copyfileobj(source, to, _CHUNK)
            except BaseException:
                # Closing it makes a file of what was written so far.
                to.close()
                fs.delete_file(place)
                raise
            to.close()
        size = made.stat().st_size
        [info] = fs.get_file_info([place])
        if info.size != size:
            raise QingliuError(f"{place}: {info.size} bytes came there of {size}")

    def read(self, path: str, most: int = -1) -> Optional[bytes]:
        """What a file holds, or so much of it; ``None`` of one that is not there."""
        try:
            with remote.store(self.address).fs.open_input_stream(self._path(path), compression=None) as file:
                return bytes(file.read(None if most < 0 else most))
        except FileNotFoundError:
            return None

    def size(self, path: str) -> Optional[int]:
        """The bytes of a file; ``None`` of one that is not there."""
        [info] = remote.store(self.address).fs.get_file_info([self._path(path)])
        return info.size if info.is_file else None

    def remove(self, path: str) -> None:
        """Remove a file, if it is there."""
        if self.size(path) is not None:
            remote.store(self.address).fs.delete_file(self._path(path))

    def names(self, folder: str) -> list[str]:
        """What a folder holds."""
        return [info.base_name for info in remote.listed(remote.store(self.address).fs, self._path(folder)) if info.is_file]


def _scratch() -> Optional[str]:
    """A folder of this machine for as long as the application runs, as Spark names it; ``None`` for that of the system."""
    for folder in filter(None, os.environ.get("SPARK_LOCAL_DIRS", "").split(",")):
        try:
            os.makedirs(folder, exist_ok=True)
            return folder
        except OSError:
            continue
    return None


Output = Union[LocalOutput, RemoteOutput]


def output(name: str) -> Output:
    """Where the outputs of a new run go, by the path or address of the folder."""
    run = uuid.uuid4().hex
    return LocalOutput(name, run) if remote.parse(name) is None else RemoteOutput(name, run)
