"""What has become of a run."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from .task import Outcome

#: Troubles that the text of a summary names.
NAMED = 20

DONE, FAILED, MEND, ERRORS = 0, 1, 2, 3


@dataclass(frozen=True)
class Trouble:
    """What is wrong with an input, or with a part of several."""

    inputs: tuple[str, ...]
    #: Pages in the errors; ``None`` when nothing was made of the input.
    errors: int | None
    messages: tuple[str, ...]

    def __str__(self) -> str:
        more = f" and {len(self.inputs) - 1} more" if len(self.inputs) > 1 else ""
        what = "failed" if self.errors is None else f"{self.errors} in the errors"
        return f"{self.inputs[0]}{more}: {what}: {'; '.join(self.messages)}"


@dataclass
class Summary:
    """The account over all tasks: ``read = written + aside + errors``."""

    #: Input files, and those whose part was whole before.
    files: int = 0
    finished_before: int = 0
    read: int = 0
    written: int = 0
    #: Records with the verdict ``reject``, and those of them that went to ``_rejects``.
    rejected: int = 0
    aside: int = 0
    errors: int = 0
    rules_hash: str = ""
    #: Inputs that failed, or that have pages in the errors.
    troubles: list[Trouble] = field(default_factory=list)
    #: What stands in the way: parts of another kind.
    refused: list[Trouble] = field(default_factory=list)
    strict: bool = False

    def add(self, outcome: Outcome) -> None:
        """Count a part in."""
        inputs = tuple(file.path for file in outcome.part.files)
        self.files += len(inputs)
        if outcome.state == "refused":
            self.refused.append(Trouble(inputs, None, outcome.messages))
            return
        if outcome.state == "failed":
            self.troubles.append(Trouble(inputs, None, outcome.messages))
            return
        self.finished_before += len(inputs) if outcome.state == "kept" else 0
        records = outcome.records
        self.written += records["written"]
        self.rejected += records["rejected"]
        self.aside += records["aside"]
        self.errors += records["errors"]
        self.read += records["written"] + records["aside"] + records["errors"]
        if records["errors"]:
            self.troubles.append(Trouble(inputs, records["errors"], outcome.messages))

    @property
    def failed(self) -> list[str]:
        """Inputs of which nothing was made."""
        return [path for trouble in self.troubles if trouble.errors is None for path in trouble.inputs]

    @property
    def status(self) -> int:
        """The exit status, as that of ``qingliu clean``."""
        if self.refused:
            return MEND
        if self.strict and self.rejected:
            return FAILED
        return ERRORS if self.troubles else DONE

    def to_dict(self) -> dict[str, Any]:
        """The account as JSON has it."""
        return asdict(self)

    def __str__(self) -> str:
        lines = [str(trouble) for trouble in (self.refused + self.troubles)[:NAMED]]
        rest = len(self.refused) + len(self.troubles) - NAMED
        if rest > 0:
            lines.append(f"and {rest} more")
        if self.refused:
            lines.append(
                f"{len(self.refused)} parts in the output folder were made by a run of another kind: "
                "name another folder, or delete them"
            )
        line = f"read {self.read} = written {self.written} + rejected aside {self.aside} + errors {self.errors}"
        if self.rejected > self.aside:
            line += f"; {self.rejected - self.aside} of the written are rejects"
        line += f"; {self.files} files"
        if self.finished_before:
            line += f", {self.finished_before} of them finished before"
        if self.failed:
            line += f", {len(self.failed)} failed"
        return "\n".join([*lines, line])
