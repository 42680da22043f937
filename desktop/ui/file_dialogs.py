"""The one way to ask for files: without names in recent lists, from a folder that tells nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext

_OPTION = QFileDialog.Option
_PLACE = QStandardPaths.StandardLocation


def ask_for_files(
    parent: QWidget,
    tr: LocaleContext,
    title: str,
    patterns: tuple[str, str],
    picked: Callable[[list[Path]], object],
    *,
    several: bool = False,
) -> QFileDialog:
    """Open a dialog for existing files; *picked* gets what was chosen.

    *patterns* is the name of the kind of file (message id) and the patterns, ``*.pdf *.jpg``. It
    always begins in the folder of pictures: where the last file came from is not remembered.
    """
    picker = QFileDialog(parent)
    picker.setOption(_OPTION.DontUseCustomDirectoryIcons)
    picker.setDirectory(QStandardPaths.writableLocation(_PLACE.PicturesLocation))
    mode = QFileDialog.FileMode
    picker.setFileMode(mode.ExistingFiles if several else mode.ExistingFile)
    picker.setNameFilter(f"{tr.text(patterns[0])} ({patterns[1]})")
    picker.setWindowTitle(tr.text(title))
    picker.setLabelText(QFileDialog.DialogLabel.Accept, tr.text(N_("Hinzufügen")))
    picker.setLabelText(QFileDialog.DialogLabel.Reject, tr.text(N_("Abbrechen")))
    picker.filesSelected.connect(lambda names: picked([Path(name) for name in names]))
    picker.finished.connect(picker.deleteLater)
    picker.open()
    return picker
