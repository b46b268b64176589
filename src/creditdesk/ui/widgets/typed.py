"""What stands in the fields of a form: what a person typed there, and all of it, to be put back later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from creditdesk.ui.widgets.choice import Choice, Segments

#: of a line that only finds something: what stands in it is nobody's work
FINDS = "finds"


def typed_texts(form: QWidget) -> list[str]:
    """What a person, not the program, has written into the fields of a form."""
    found = []
    for control in fields_of(form):
        if isinstance(control, QPlainTextEdit) and control.document().isModified():
            found.append(control.toPlainText())
        elif isinstance(control, QLineEdit) and (control.isModified() or getattr(control, "typed", False)):
            found.append(control.text())
    return [text for text in found if text.strip()]


def state_of(form: QWidget) -> list[list[Any]]:
    """What every field says, by kind and name; passwords are not in it, so that none is ever written down."""
    return [[_name(control), _value(control)] for control in fields_of(form) if not _secret(control)]


def put_state(form: QWidget, state: Sequence[Any]) -> None:
    """Put what `state_of` read back into the fields; a form that has other fields by now takes what fits.

    In another language the fields have other names: they are the same where kinds and number are.
    """
    controls = [control for control in fields_of(form) if not _secret(control)]
    kept = [entry for entry in state if isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], str)]
    same = [_kind(control) for control in controls] == [name.partition(":")[0] for name, _value in kept]
    for control, (name, value) in zip(controls, kept, strict=False):
        if same or name == _name(control):
            _set(control, value)


def fields_of(form: QWidget) -> list[QWidget]:
    """The fields of a form, without those of a dialog in front of it."""
    kinds, window = (QLineEdit, QPlainTextEdit, QComboBox, QCheckBox, Segments), form.window()
    return [found for found in form.findChildren(QWidget) if isinstance(found, kinds) and found.window() is window
            and not isinstance(found.parent(), QComboBox) and not found.property(FINDS)
            and not (isinstance(found, QLineEdit) and found.isReadOnly())]


def _secret(control: QWidget) -> bool:
    return isinstance(control, QLineEdit) and control.echoMode() != QLineEdit.EchoMode.Normal


def _kind(control: QWidget) -> str:
    return type(control).__name__


def _name(control: QWidget) -> str:
    return f"{_kind(control)}:{control.accessibleName()}"


def _value(control: QWidget) -> Any:
    if isinstance(control, QCheckBox):
        return control.isChecked()
    if isinstance(control, (Choice, Segments)) and isinstance(chosen := control.value(), (str, int)):
        return chosen  # it stays the same in another language
    if isinstance(control, QComboBox):
        return control.currentText()
    if isinstance(control, QPlainTextEdit):
        return control.toPlainText()
    return control.text() if isinstance(control, QLineEdit) else None


def _set(control: QWidget, value: Any) -> None:
    if isinstance(control, QCheckBox):
        control.setChecked(bool(value))
    elif isinstance(control, (Choice, Segments)) and value in control.values():
        control.set_value(value)
    elif isinstance(control, QComboBox):
        place = control.findText(str(value))
        if place >= 0:
            control.setCurrentIndex(place)
    elif isinstance(control, QPlainTextEdit):
        control.setPlainText(str(value))
    elif isinstance(control, QLineEdit):
        control.setText(str(value))
