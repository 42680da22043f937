"""Privacy is shown with the whole program: real windows, stores, files and processes."""

from __future__ import annotations

from tests.support.windows import garbage, tasks, theme

__all__ = ["garbage", "tasks", "theme"]
