"""The part of a scroll area that moves, made by us."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QHeaderView, QScrollArea, QWidget


def give_pane(area: QAbstractScrollArea) -> QWidget:
    """Give an area just made a viewport that Python knows, like the one Qt made.

    Asked for Qt's own, PySide makes the types of all widgets there are to find out what it is, which holds the window for 30 ms.
    """
    pane = QWidget()
    head, plain = isinstance(area, QHeaderView), isinstance(area, QScrollArea)
    pane.setObjectName("qt_scrollarea_viewport")
    if not plain:  # there the pane is like what it stands in
        pane.setBackgroundRole(QPalette.ColorRole.Button if head else QPalette.ColorRole.Base)
    pane.setAutoFillBackground(True)
    pane.setMouseTracking(head)
    area.setViewport(pane)
    return pane
