"""Settings: the person's, the book's, its history, and what the program is made of."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QScrollArea, QStackedWidget

from creditdesk.i18n import _
from creditdesk.ui.page import Page
from creditdesk.ui.settings.about import AboutSection
from creditdesk.ui.settings.look import LookSection
from creditdesk.ui.settings.section import draft_key, Section
from creditdesk.ui.shell import Shell
from creditdesk.ui.style.icons import icon
from creditdesk.ui.style.theme import active

_KEPT = "settings"
Maker = Callable[[Shell], Section]


def _sections(shell: Shell) -> list[tuple[str, str, str, Maker]]:
    """Key, title, icon and maker of each; those of the book only while one is open."""
    mine: list[tuple[str, str, str, Maker]] = [("look", _("Language and look"), "translate", LookSection)]
    if shell.books.session is not None:
        from creditdesk.ui.settings.backup_section import BackupSection
        from creditdesk.ui.settings.company_form import CompanySection
        from creditdesk.ui.settings.history_section import HistorySection
        from creditdesk.ui.settings.interest_rates_section import InterestRatesSection
        from creditdesk.ui.settings.letters_section import LettersSection
        from creditdesk.ui.settings.rates_section import RatesSection
        from creditdesk.ui.settings.rules import RulesSection
        from creditdesk.ui.settings.users_section import UsersSection
        mine = [("company", _("Company"), "buildings", CompanySection), *mine, ("backup", _("Backup"), "hard-drives", BackupSection),
                ("users", _("People and passwords"), "users", UsersSection),
                ("rules", _("Rules of the book"), "sliders-horizontal", RulesSection),
                ("rates", _("Exchange rates"), "arrows-clockwise", RatesSection),
                ("interest_rates", _("Interest rates"), "chart-line", InterestRatesSection),
                ("letters", _("Texts of the letters"), "file-text", LettersSection),
                ("history", _("History of the book"), "clock", HistorySection)]
    return [*mine, ("about", _("About CreditDesk"), "info", AboutSection)]


class SettingsPage(Page):
    """A list of sections at the left; each is made when it is first shown."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("Settings"))
        self._shell = shell
        self.head.search.setVisible(shell.books.session is not None)
        self._known = _sections(shell)
        self._made: dict[str, Section] = {}
        self.list = QListWidget()
        self.list.setAccessibleName(_("Sections"))
        self.setFocusProxy(self.list)
        self.list.setFixedWidth(active().px(210))
        self.list.setObjectName("sections")
        self.list.setIconSize(QSize(18, 18))
        self.list.viewport().setAutoFillBackground(False)
        for key, title, mark, _maker in self._known:
            item = QListWidgetItem(icon(mark, "t2"), title)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(0, active().size("nav")))
            self.list.addItem(item)
        self.stack = QStackedWidget()
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.list)
        row.addWidget(self.stack, 1)
        self.body.addLayout(row, 1)
        self._now = ""
        self.list.currentRowChanged.connect(self._chosen)
        kept = str(shell.kept.get(_KEPT, ""))
        self.show_section(kept if any(kept == key for key, *_rest in self._known) else self._known[0][0])

    def show_section(self, key: str) -> None:
        """Show a section by its key; an unknown one is ignored."""
        place = next((at for at, (known, *_rest) in enumerate(self._known) if known == key), -1)
        if place >= 0:
            self.list.setCurrentRow(place)

    def section(self, key: str) -> Section:
        """A section, made if need be."""
        made = self._made.get(key)
        if made is None:
            maker = next(maker for known, _title, _mark, maker in self._known if known == key)
            made = self._made[key] = maker(self._shell)
            made.kept_as(key)
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QScrollArea.Shape.NoFrame)
            area.setWidget(made)
            self.stack.addWidget(area)
        return made

    def _chosen(self, place: int) -> None:
        key, title, _mark, _maker = self._known[place]
        section = self.section(key)
        holder = section.parentWidget()
        area = holder.parentWidget() if holder is not None else None
        if area is not None:
            self.stack.setCurrentWidget(area)
        self._now = key
        self._shell.kept[_KEPT] = key
        self.head.set_context(title)
        section.refresh()

    def set_context(self, **args: object) -> None:
        """`section` is the key of the section to show."""
        self.show_section(str(args.get("section", "")))

    def refresh(self) -> None:
        if self._now:
            self._made[self._now].refresh()

    def unsaved(self) -> list[str]:
        return [title for key, title, *_rest in self._known if self._unsaved(key)]

    def _unsaved(self, key: str) -> bool:
        """Whether something is typed into a section, or waits for one that was not shown yet."""
        made = self._made.get(key)
        return made.dirty if made is not None and made.is_filled else self._waits(key) or bool(made and made.dirty)

    def _waits(self, key: str) -> bool:
        """Whether something typed before is kept for a section."""
        place = draft_key(self._shell, key)
        return bool(place and self._shell.settings.value(place))

    def keep_typed(self) -> None:
        for made in self._made.values():
            made.keep_typed()

    def drop_typed(self) -> None:
        for made in self._made.values():
            made.let_go()
        for key, *_rest in self._known:
            if self._waits(key):
                self._shell.settings.setValue(draft_key(self._shell, key), "")
