"""What the client sees: one question at a time, large, in the client's language, nothing else."""

from desktop.ui.interpreter_window.window import InterpreterWindow

__all__ = ["InterpreterWindow"]
