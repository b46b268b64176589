"""A score as plain data and back, so that a saved one is re-opened exactly as it was (DOMAIN C12, P3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from .caps import FiredCap
from .factors import FactorInput
from .scoring import FactorRow, ScoreResult

_NUMBERS = ("score", "coverage", "confidence", "low", "high", "if_average", "known_only")


def _text(value: Any) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) else value


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def input_to_json(entry: FactorInput) -> dict[str, Any]:
    """A factor's input; `number` tells a figure from a word."""
    return {name: _text(value) for name, value in asdict(entry).items()} | {"number": isinstance(entry.value, Decimal)}


def input_from_json(data: Mapping[str, Any]) -> FactorInput:
    value = Decimal(data["value"]) if data["number"] else data["value"]
    return FactorInput(data["state"], value, data["source"], Decimal(data["confidence"]),
                       _number(data["forced_score"]), data["note"])


def result_to_json(result: ScoreResult) -> dict[str, Any]:
    """The whole result: factors, caps, range, sub-scores."""
    data = {name: _text(value) for name, value in asdict(result).items() if name not in ("factors", "caps")}
    data["tags"] = {name: _text(value) for name, value in result.tags.items()}
    data["views"] = {name: _text(value) for name, value in result.views.items()}
    data["caps"] = [asdict(cap) for cap in result.caps]
    data["factors"] = [{name: _text(value) for name, value in asdict(row).items()}
                       | {"number": isinstance(row.value, Decimal)} for row in result.factors]
    return data


def _row(data: Mapping[str, Any]) -> FactorRow:
    value = Decimal(data["value"]) if data["number"] else data["value"]
    return FactorRow(data["code"], data["name"], value, data["state"], Decimal(data["weight"]), _number(data["score"]),
                     _number(data["points"]), data["source"], Decimal(data["confidence"]), data["tag"],
                     tuple(data["views"]), data["note"])


def result_from_json(data: Mapping[str, Any]) -> ScoreResult:
    """What `result_to_json` wrote."""
    figures = {name: _number(data[name]) for name in _NUMBERS}
    return ScoreResult(
        version=data["version"], type=data["type"], grade=data["grade"], score_grade=data["score_grade"],
        best_next=data["best_next"], factors=tuple(_row(row) for row in data["factors"]),
        caps=tuple(FiredCap(**cap) for cap in data["caps"]),
        tags={name: _number(value) for name, value in data["tags"].items()},
        views={name: _number(value) for name, value in data["views"].items()},
        score=figures["score"], coverage=figures["coverage"] or Decimal(0),
        confidence=figures["confidence"] or Decimal(0), low=figures["low"], high=figures["high"],
        if_average=figures["if_average"], known_only=figures["known_only"])
