"""The QPalette of a look, for whatever the style sheet leaves to Qt's own drawing."""

from __future__ import annotations

from PySide6.QtGui import QColor, QGuiApplication, QPalette

from desktop.ui.theme.tokens import DARK, LIGHT, Tokens

_Role = QPalette.ColorRole


def palette(t: Tokens) -> QPalette:
    """Return the palette that says *t* in Qt's words."""
    result = QPalette()
    for role, colour in {
        _Role.Window: t.bg,
        _Role.WindowText: t.text,
        _Role.Base: t.surface,
        _Role.AlternateBase: t.raised,
        _Role.Text: t.text,
        _Role.PlaceholderText: t.muted,
        _Role.Button: t.surface,
        _Role.ButtonText: t.text,
        _Role.BrightText: t.on_accent,
        _Role.Highlight: t.accent,
        _Role.HighlightedText: t.on_accent,
        _Role.Accent: t.accent,
        _Role.Link: t.accent,
        _Role.LinkVisited: t.accent,
        _Role.ToolTipBase: t.text,
        _Role.ToolTipText: t.surface,
        _Role.Light: t.surface,
        _Role.Midlight: t.raised,
        _Role.Mid: t.border,
        _Role.Dark: t.strong,
        _Role.Shadow: t.strong,
    }.items():
        result.setColor(role, QColor(colour))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(t.strong))
    return result


def current_tokens() -> Tokens:
    """Return the tokens of the look that the application wears now; for own painting."""
    window = QGuiApplication.palette().color(_Role.Window)
    return DARK if window.lightness() < 128 else LIGHT
