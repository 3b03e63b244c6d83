"""What a worker does: a part made of whole files, by the command in a process of its own.

It is a process and not a call so that a file on which the core crashes, or for which the memory does not suffice, is an
input that failed, where it would otherwise end the worker four times and the whole job with it. The process is made of
the worker's own interpreter, and ends when the worker does.

A part is made in a folder of the attempt's own, and its files get their names when all are whole and on the disk, the
manifest last. So attempts of the same part are in nobody's way: the first one to arrive wins, and the other goes.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Literal, NamedTuple, Optional

from .. import __version__
from ..errors import QingliuError
from . import remote
from .feed import Feed, FeedError, bring
from .files import File, why
from .output import ERRORS, MANIFESTS, Output, RemoteOutput
from .rulefiles import RuleFiles

#: Where the command's messages go, in the folder of an attempt.
MESSAGES = "messages"

#: Bytes of a file of errors that are read for those.
HEAD = 64 << 10

#: Messages and errors of a part that are told to the driver; all of them are in its file of errors.
TOLD = 3

State = Literal["made", "kept", "failed", "refused"]


class Part(NamedTuple):
    """Files that are cleaned in one go, into one output."""

    name: str
    files: tuple[File, ...]


class Work(NamedTuple):
    """What is the same for all parts."""

    out: Output
    #: The end of the outputs' names.
    ending: str
    #: Options that the outputs depend on, and others.
    options: tuple[str, ...]
    pace: tuple[str, ...]
    #: Options whose files stand in a folder of their own, with the ends of their names.
    asides: tuple[tuple[str, str], ...]
    rules: RuleFiles
    rules_hash: str
    #: That of the driver.
    version: str = __version__


class Outcome(NamedTuple):
    """What has become of a part."""

    part: Part
    state: State
    #: The account of the manifest.
    records: dict[str, Any]
    messages: tuple[str, ...] = ()


def make(work: Work, part: Part) -> Outcome:
    """Make a part, unless it is there already."""
    if work.version != __version__:
        raise QingliuError(f"this worker has qingliu {__version__}, and the driver {work.version}: install the same")
    try:
        standing = _standing(work, part)
        if standing is not None:
            return standing
        with work.out.attempt(part.name) as attempt:
            return _attempt(work, part, attempt)
    except Exception as error:
        # What a store refuses, after all that its library tries, costs this part and not the job.
        if isinstance(error, QingliuError) or not isinstance(work.out, RemoteOutput):
            raise
        return _failed(part, f"{work.out.address}: {why(error)}")


def _attempt(work: Work, part: Part, attempt: Path) -> Outcome:
    try:
        # Those that are elsewhere are looked at when they have been read.
        for file in part.files:
            if remote.parse(file.path) is None and File.at(file.path) != file:
                return _failed(part, f"{file.path}: it was changed during the run, or this worker sees another file")
    except OSError as error:
        return _failed(part, f"{error.filename}: {error.strerror} (as a worker sees it)")
    for folder in (ERRORS, *(f"_{option}" for option, _ in work.asides)):
        (attempt / folder).mkdir()
    # Relative to the attempt's folder, as they will be to that of the output.
    record_file = part.name + work.ending
    command = [sys.executable, "-m", "qingliu._child", "clean", "--log", "json"]
    command += ["--output", record_file, "--errors", f"{ERRORS}/{part.name}.jsonl"]
    for option, ending in work.asides:
        command += [f"--{option}", f"_{option}/{part.name}{ending}"]
    for name, value in work.rules.write(attempt).items():
        values = value if isinstance(value, list) else [value]
        command += [f"--{name.replace('_', '-')}={folder}" for folder in values]
    command += [*work.options, *work.pace]
    try:
        status = _clean(command, part, attempt)
    except FeedError as error:
        return _failed(part, str(error))
    made = _account(attempt, record_file)
    if made is not None:
        return _publish(work, part, attempt, made)
    messages = _messages(attempt)
    if status < 0:
        name = signal.Signals(-status).name
        messages = (f"ended twice by {name}; the memory may not suffice", *messages)
    elif status in (128 + signal.SIGINT, 128 + signal.SIGTERM):
        raise QingliuError(f"{part.name}: stopped by a signal")
    return _failed(part, *(messages or (f"qingliu clean ended with status {status}",)))


def _clean(command: list[str], part: Part, attempt: Path) -> int:
    """Run the command on the files of a part, and once more when it ends by a signal that nobody sends on purpose: too
    little memory, or a fault. Of files it takes up where it has come to; what comes through a pipe it begins anew, also
    when the pipe failed."""
    names = ["--", *(file.path for file in part.files)]
    feed, status = None, 0
    for _ in range(2):
        with bring(part.files, attempt) as feed:
            if feed is None:
                status = _run([*command, "--resume", *names], attempt)
                return status if status >= 0 else _run([*command, "--resume", *names], attempt)
            status = _run([*command, *names], attempt, feed)
        if feed.failed is None and status >= 0:
            return status
    if feed is not None and feed.failed is not None:
        raise feed.failed
    return status


def _run(command: list[str], attempt: Path, feed: Optional[Feed] = None) -> int:
    """Run a command in the attempt's folder; what it says goes to a file there."""
    here = str(Path(__file__).absolute().parents[2])
    path = os.environ.get("PYTHONPATH")
    environment = {**os.environ, "PYTHONPATH": here if not path else here + os.pathsep + path}
    with open(attempt / MESSAGES, "wb") as said:
        process = subprocess.Popen(
            command, cwd=attempt, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
        )
        # Its standard input stays open as long as somebody waits here.
        try:
            with nullcontext() if feed is None else feed.to(process):
                try:
                    return process.wait()
                except BaseException:
                    process.kill()
                    process.wait()
                    raise
        finally:
            if process.stdin is not None:
                process.stdin.close()


def _said(attempt: Path) -> Iterator[dict[str, Any]]:
    """What the command said, a message at a time."""
    lines = (attempt / MESSAGES).read_text(encoding="utf-8", errors="replace").splitlines()
    for line in filter(None, lines):
        try:
            said = json.loads(line)
        except ValueError:
            said = None
        yield said if isinstance(said, dict) else {"level": "error", "message": line}


def _messages(attempt: Path) -> tuple[str, ...]:
    """The last messages that are no mere news."""
    told = [str(said.get("message")) for said in _said(attempt) if said.get("level") != "info"]
    return tuple(told[-TOLD:])


def _account(attempt: Path, record_file: str) -> Optional[dict[str, Any]]:
    """The account of a run that is whole, as a manifest has it: what ``--resume`` leaves, or else what was said."""
    try:
        left: dict[str, Any] = json.loads((attempt / f"{record_file}.manifest.json").read_bytes())
        return left
    except FileNotFoundError:
        pass
    for said in _said(attempt):
        account = said.get("summary", {})
        if account.get("whole"):
            return {key: account[key] for key in ("qingliu", "rules", "records")}
    return None


def _publish(work: Work, part: Part, attempt: Path, made: dict[str, Any]) -> Outcome:
    """Give the files of an attempt their names, unless another attempt has done so."""
    if made["rules"] != work.rules_hash:
        raise QingliuError(f"{part.name}: made with the rules {made['rules']}, and not with {work.rules_hash}")
    made["outputs"] = _made(work, part, attempt)
    made["files"] = [file.to_dict() for file in part.files]
    made["command"] = _command(work)
    whole = attempt / "manifest.json"
    whole.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    with work.out.alone(part.name):
        standing = _standing(work, part)
        if standing is not None:
            return standing
        _clear(work, part)
        for file in _outputs(made):
            work.out.put(attempt / file["path"], file["path"])
        work.out.put(whole, _manifest(part))
    return Outcome(part, "made", made["records"], _error_lines(work, made))


def _made(work: Work, part: Part, attempt: Path) -> dict[str, list[dict[str, Any]]]:
    """The outputs by their options, each with its path and bytes. A file of errors without any is none."""
    folders = {"output": "", "errors": ERRORS, **{option: f"_{option}" for option, _ in work.asides}}
    made = {}
    for option, folder in folders.items():
        paths = [path for path in sorted((attempt / folder).iterdir()) if path.name.startswith(part.name)]
        whole = [path for path in paths if option != "output" or path.name.endswith(work.ending)]
        files = [{"path": str(path.relative_to(attempt)), "bytes": path.stat().st_size} for path in whole]
        if option != "errors" or any(file["bytes"] for file in files):
            made[f"--{option}"] = files
    return made


def _manifest(part: Part) -> str:
    return f"{MANIFESTS}/{part.name}.json"


def _outputs(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [file for files in manifest["outputs"].values() for file in files]


def _command(work: Work) -> list[str]:
    return [f"--output=*{work.ending}", *(f"--{option}=*{ending}" for option, ending in work.asides), *work.options]


def _read(work: Work, part: Part) -> Optional[dict[str, Any]]:
    try:
        manifest = json.loads(work.out.read(_manifest(part)) or b"null")
        return manifest if isinstance(manifest, dict) and "command" in manifest else None
    except ValueError:
        return None


def _standing(work: Work, part: Part) -> Optional[Outcome]:
    """What stands where the part belongs, if it is to stay: the part itself, or one of another kind."""
    manifest = _read(work, part)
    if manifest is None or manifest["files"] != [file.to_dict() for file in part.files]:
        return None
    if any(work.out.size(file["path"]) != file["bytes"] for file in _outputs(manifest)):
        return None
    is_now = {"the version": work.version, "the rules": work.rules_hash, "the options": " ".join(_command(work))}
    was = [manifest["qingliu"], manifest["rules"], " ".join(manifest["command"])]
    differences = [f"{what}: {then}, now {now}" for (what, now), then in zip(is_now.items(), was) if now != then]
    if differences:
        return Outcome(part, "refused", {}, tuple(differences))
    return Outcome(part, "kept", manifest["records"], _error_lines(work, manifest))


def _clear(work: Work, part: Part) -> None:
    """Take away what was made of the files as they were before."""
    manifest = _read(work, part)
    if manifest is not None:
        work.out.remove(_manifest(part))
        for file in _outputs(manifest):
            work.out.remove(file["path"])


def _error_lines(work: Work, manifest: dict[str, Any]) -> tuple[str, ...]:
    """The first errors, as lines for people."""
    told: list[str] = []
    for file in manifest["outputs"].get("--errors", []):
        text = (work.out.read(file["path"], HEAD) or b"").decode("utf-8", "replace")
        # The last line may be cut.
        for line in text.split("\n")[:-1]:
            error = json.loads(line)
            told.append(f"{error['kind']}: {error['message']}")
    return tuple(told[:TOLD])


def _failed(part: Part, *messages: str) -> Outcome:
    return Outcome(part, "failed", {}, messages)
