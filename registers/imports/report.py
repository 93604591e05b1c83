"""What an import did, or would do, in words: per file what was added, changed and unchanged, and what to look at."""

from dataclasses import dataclass, field
from typing import Any

FEW = 20  # rows; where a file brings more, and only new ones, their number says it all
LONGEST_LISTING = 200  # lines of one kind that are kept for one file; the rest are counted


@dataclass
class Listing:
    """Lines to read, the first LONGEST_LISTING of them kept."""

    lines: list[str] = field(default_factory=list)
    total: int = 0

    def add(self, words: str) -> None:
        """One more line."""
        self.count(words)

    def count(self, words: str, times: int = 1) -> None:
        """One line that stands for several rows."""
        self.total += times
        if len(self.lines) < LONGEST_LISTING:
            self.lines.append(words)

    def words(self) -> list[str]:
        """The lines, and how many more there are."""
        left_out = self.total - len(self.lines)
        return (
            [*self.lines, f"and {left_out:,} more"]
            if len(self.lines) == LONGEST_LISTING and left_out
            else self.lines
        )


@dataclass
class FileReport:
    """What became of one file. Rows are added, changed or unchanged; `not_stored`: rows that are no facts (# and Z).

    `cleared`: marks that lose their session.
    """

    name: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    cleared: int = 0
    not_stored: dict[str, int] = field(default_factory=dict)
    changes: Listing = field(default_factory=Listing)
    listed: Listing = field(default_factory=Listing)
    differences: list[dict[str, Any]] = field(default_factory=list)

    def note(self, *, new: bool, what: str, changes: list[str]) -> None:
        """Count one row: new, changed in the ways named, or unchanged."""
        if (new or changes) and len(self.differences) < LONGEST_LISTING:
            self.differences.append({"new": new, "what": what, "changes": [] if new else changes})
        if new:
            self.added += 1
            self.changes.add(f"new: {what}")
        elif changes:
            self.changed += 1
            self.changes.add(f"{what}: {'; '.join(changes)}")
        else:
            self.unchanged += 1

    def words(self) -> list[str]:
        """The file's part of the report."""
        counts = f"{self.added:,} added, {self.changed:,} changed, {self.unchanged:,} unchanged"
        counts += "".join(f", {count:,} {code} not stored" for code, count in sorted(self.not_stored.items()))
        counts += f", {self.cleared:,} marks cleared" if self.cleared else ""
        lines = [f"{self.name}: {counts}"]
        if self.changed or self.unchanged or self.cleared or self.added <= FEW:
            lines += [f"  {line}" for line in self.changes.words()]
        if self.listed.total:
            lines += ["  To look at:", *(f"  - {line}" for line in self.listed.words())]
        return lines

    def as_data(self) -> dict[str, Any]:
        """The file's part as a page shows it: rows with their changes, other lines, and how many there are of each."""
        from_rows = self.added + self.changed
        rows = self.differences
        lines = [] if rows else self.changes.words()
        if rows and self.cleared:
            lines = [line for line in self.changes.lines if " cleared (" in line]
        return {
            "name": self.name,
            "counts": {name: getattr(self, name) for name in ("added", "changed", "unchanged", "cleared")},
            "not_stored": self.not_stored,
            "differences": rows,
            "more": max(from_rows - len(rows), 0) if rows else 0,
            "lines": lines,
            "listed": self.listed.words(),
            "to_look_at": self.listed.total,
        }


@dataclass
class Report:
    """The whole import."""

    school: str = ""
    files: list[FileReport] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    next_steps: list[str] = field(default_factory=list)
    dry_run: bool = False
    digest: str = ""

    def file(self, name: str) -> FileReport:
        """The report of that file, begun if need be."""
        for each in self.files:
            if each.name == name:
                return each
        self.files.append(FileReport(name))
        return self.files[-1]

    @property
    def changes(self) -> int:
        """How many rows were added or changed."""
        return sum(each.added + each.changed + each.cleared for each in self.files)

    @property
    def listed(self) -> int:
        """How many things a person should look at."""
        return sum(each.listed.total for each in self.files)

    def as_data(self) -> dict[str, Any]:
        """The report as a page keeps and shows it."""
        return {
            "files": [each.as_data() for each in self.files],
            "ignored": self.ignored,
            "next_steps": self.next_steps,
            "changes": self.changes,
            "listed": self.listed,
        }

    def words(self) -> list[str]:
        """The report, line by line."""
        done = "would be made (this was a dry run: nothing has been changed)" if self.dry_run else "made"
        lines = [self.school, ""]
        for each in self.files:
            lines += [*each.words(), ""]
        if self.ignored:
            lines += ["Ignored:", *(f"- {line}" for line in self.ignored), ""]
        lines.append(f"{self.changes:,} changes {done}; {self.listed:,} to look at.")
        if self.next_steps:
            lines += ["", "What to do next:", *(f"- {line}" for line in self.next_steps)]
        return lines
