"""What a replay found."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Outcome:
    """Counts; *failures* are texts for a person to read."""

    passed: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Passed cases as a part of all."""
        total = self.passed + len(self.failures)
        return self.passed / total if total else 0.0
