"""The one way to ask for files and folders: nothing of what was picked is remembered anywhere.

Every dialog begins in a folder that tells nothing, and Qt's own list of visited folders, which it
shares with other programs of the user, is left as it was found. What a desktop's own dialog
remembers by itself is out of reach.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext

_OPTION = QFileDialog.Option
_MODE = QFileDialog.FileMode
_PLACE = QStandardPaths.StandardLocation
_ADD = N_("Hinzufügen")
_VISITED = ("history", "lastVisited")


def ask_for_files(
    parent: QWidget,
    tr: LocaleContext,
    title: str,
    patterns: tuple[str, str],
    picked: Callable[[list[Path]], object],
    *,
    several: bool = False,
    accept: str = _ADD,
) -> QFileDialog:
    """Open a dialog for existing files; *picked* gets what was chosen.

    *patterns* is the name of the kind of file (message id) and the patterns, ``*.pdf *.jpg``;
    *title* and *accept* are message ids, too. It always begins in the same folder: where the last
    file came from is not remembered.
    """
    picker = _made(parent, tr, title, accept)
    picker.setDirectory(_folder(_PLACE.PicturesLocation))
    picker.setFileMode(_MODE.ExistingFiles if several else _MODE.ExistingFile)
    picker.setNameFilter(f"{tr.text(patterns[0])} ({patterns[1]})")
    picker.filesSelected.connect(lambda names: picked([Path(name) for name in names]))
    picker.open()
    return picker


def ask_for_folder(
    parent: QWidget,
    tr: LocaleContext,
    title: str,
    picked: Callable[[Path], object],
) -> QFileDialog:
    """Open a dialog for a folder; *picked* gets it."""
    picker = _made(parent, tr, title, N_("Wählen"))
    picker.setFileMode(_MODE.Directory)
    picker.setOption(_OPTION.ShowDirsOnly)
    picker.fileSelected.connect(lambda name: picked(Path(name)))
    picker.open()
    return picker


def ask_where_to_save(
    parent: QWidget,
    tr: LocaleContext,
    title: str,
    name: str,
    picked: Callable[[Path], object],
) -> QFileDialog:
    """Open a dialog for a new file; *picked* gets its path.

    *name* is suggested, with its ending: the kind of paper, never whom it is about.
    """
    suffix = Path(name).suffix.removeprefix(".")
    picker = _made(parent, tr, title, N_("Speichern"))
    picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    picker.setNameFilter(f"{suffix.upper()} (*.{suffix})")
    picker.setDefaultSuffix(suffix)
    picker.selectFile(name)
    picker.fileSelected.connect(lambda chosen: picked(Path(chosen)))
    picker.open()
    return picker


def _made(parent: QWidget, tr: LocaleContext, title: str, accept: str) -> QFileDialog:
    before = _visited()
    picker = QFileDialog(parent)
    picker.setOption(_OPTION.DontUseCustomDirectoryIcons)
    picker.setDirectory(_folder(_PLACE.DocumentsLocation))
    picker.setWindowTitle(tr.text(title))
    picker.setLabelText(QFileDialog.DialogLabel.Accept, tr.text(accept))
    picker.setLabelText(QFileDialog.DialogLabel.Reject, tr.text(N_("Abbrechen")))
    picker.finished.connect(picker.deleteLater)
    picker.destroyed.connect(lambda: _put_back(before))
    return picker


def _folder(place: QStandardPaths.StandardLocation) -> str:
    """A folder of the user's that is there: for one that is not, Qt takes the last one visited."""
    folder = QStandardPaths.writableLocation(place)
    return folder if Path(folder).is_dir() else str(Path.home())


def _settings() -> QSettings:
    """Where QFileDialog keeps its state when it is destroyed; written some time later."""
    settings = QSettings(QSettings.Scope.UserScope, "QtProject")
    settings.setFallbacksEnabled(False)
    settings.beginGroup("FileDialog")
    return settings


def _visited() -> dict[str, object]:
    settings = _settings()
    return {name: settings.value(name) for name in _VISITED if settings.contains(name)}


def _put_back(before: dict[str, object]) -> None:
    settings = _settings()
    for name in _VISITED:
        if name in before:
            settings.setValue(name, before[name])
        else:
            settings.remove(name)
