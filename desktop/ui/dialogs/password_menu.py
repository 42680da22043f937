"""Password and recovery code in the menu: what opens, and what is said when it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.dialogs.password_dialog import PasswordDialog
from desktop.ui.dialogs.recovery_code_dialog import RecoveryCodeDialog
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.backup_words import moment_words
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.settings_menu import SettingsButton

if TYPE_CHECKING:
    from desktop.services.services import Services

CHANGE = N_("Passwort ändern …")
RENEW = N_("Neuen Wiederherstellungscode drucken …")
CHANGED = N_("Das neue Passwort gilt.")
CODE_STAYS = N_("Das Wiederherstellungsblatt bleibt gültig.")
RENEWED = N_("Der neue Wiederherstellungscode gilt.")
LEFT = N_("Der neue Wiederherstellungscode gilt nicht: Er wurde nicht zu Ende geprobt.")
DESTROY_NEW = N_(
    "Ein Blatt vom {moment} vernichten, falls es schon gedruckt ist. Das bisherige gilt weiter."
)
DESTROY = N_("Das alte Blatt vernichten: Es öffnet nichts mehr.")


class SecretsMenu:
    """Two entries of *menu*, which open their dialogs over *window*; *banner* is asked for late."""

    def __init__(
        self,
        menu: SettingsButton,
        window: QWidget,
        services: Services,
        tasks: Tasks,
        tr: LocaleContext,
        banner: Callable[[], Banner],
    ) -> None:
        self._window, self._services, self._tasks = window, services, tasks
        self._tr, self._banner = tr, banner
        menu.add_action(CHANGE, self.change_password)
        menu.add_action(RENEW, self.renew_code)

    def change_password(self) -> PasswordDialog:
        """Open the dialog for another password."""
        dialog = PasswordDialog(self._window, self._tr, self._services.secrets, self._tasks)
        dialog.changed.connect(lambda: self._say(CHANGED, CODE_STAYS))
        dialog.open()
        return dialog

    def renew_code(self) -> RecoveryCodeDialog:
        """Open the dialog for another recovery code."""
        dialog = RecoveryCodeDialog(
            self._window,
            self._tr,
            self._services.secrets,
            self._tasks,
            self._services.documents.write,
        )
        dialog.renewed.connect(lambda: self._say(RENEWED, DESTROY))
        dialog.left.connect(self.tell_of_void_sheet)
        dialog.open()
        return dialog

    def tell_of_void_sheet(self) -> None:
        """Say once what became of a sheet that was begun, whenever it was left: the key file
        tells whether it opens nothing or holds."""
        secrets = self._services.secrets
        if secrets.settle_sheet():
            self._say(RENEWED, DESTROY)
            return
        made_at = secrets.void_sheet_made_at()
        if made_at is None:
            return
        moment = moment_words(made_at, self._tr)
        step = self._tr.text(DESTROY_NEW, moment=moment)
        self._banner().show_words("warn", self._tr.text(LEFT), step)
        secrets.forget_void_sheet()

    def _say(self, sentence: str, step: str) -> None:
        self._banner().show_words("ok", self._tr.text(sentence), self._tr.text(step))
