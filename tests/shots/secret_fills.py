"""Windows and dialogs about passwords and the recovery code, set up for pictures."""

from __future__ import annotations

from pathlib import Path

from desktop.app.running import wall_ms
from desktop.i18n.context import LocaleContext
from desktop.services.permits import Permit
from desktop.services.secrets import Step
from desktop.services.services import Services
from desktop.ui.dialogs.recovery_code_dialog import RecoveryCodeDialog
from desktop.ui.dialogs.recovery_dialog import RecoveryDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.setup_window import SetupWindow
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme
from desktop.ui.unlock_window import UnlockWindow


def unlock_who(shown: UnlockWindow) -> UnlockWindow:
    """Asked for a backup without having said whose."""
    shown.ask_initials()
    shown._on_bring_back_clicked()
    return shown


def unlock_wait(shown: UnlockWindow) -> UnlockWindow:
    """Several wrong passwords, on a laptop of several workers."""
    shown.ask_initials()
    shown.show_wrong_password(60)
    return shown


def forgotten(shown: UnlockWindow, language: str, tasks: Tasks, *, has_code: bool) -> UnlockWindow:
    """The code half typed, with a word that is not in the list; or what is left without one."""

    def never(_text: str) -> Permit:
        raise AssertionError

    dialog = RecoveryDialog(shown, LocaleContext(language), tasks, never, mark="3F2A-91BC")
    dialog.code.setPlainText("abend akte gallerie gitarre boot ")
    dialog.open()
    if not has_code:
        dialog.no_code.click()
    return shown


def password(window: MainWindow) -> None:
    """A weak new password."""
    dialog = window.secrets.change_password()
    dialog.new.first.setText("Sommer2024")
    dialog.new.first.textEdited.emit("Sommer2024")


def code(window: MainWindow, directory: Path) -> RecoveryCodeDialog:
    """A new code, once the password was right."""
    dialog = window.secrets.renew_code()
    dialog._on_permitted(Permit(directory, bytes(32), None, wall_ms))
    return dialog


def set_up(
    services: Services, directory: Path, language: str, tasks: Tasks, theme: Theme, step: int
) -> SetupWindow:
    """The window of the set-up at its first, second or third step."""
    permit = Permit(directory, bytes(32), None, wall_ms)
    shown = SetupWindow(
        LocaleContext(language),
        tasks,
        services.secrets,
        permit,
        services.documents.write,
        place="Gerät A",
        theme=theme,
    )
    if step == 0:
        shown._begin(Step.PASSWORD)
        shown.new.first.setText("sonne ufer lampe nuss")
        shown.new.first.textEdited.emit("")
    else:
        shown.show_sheet()
    if step == 2:
        shown._rehearse()
        assert shown.rehearsal is not None
        shown.rehearsal.lines[0].setText("xyz")
        shown.rehearsal.is_right()
    shown.show()  # as large as it makes itself
    return shown
