"""The industry sections of GB/T 4754 by their letter (DOMAIN B7)."""

from __future__ import annotations

from .errors import N_

#: names in English, to be translated where they are shown
SECTIONS = {
    "A": N_("Agriculture, forestry and fishing"), "B": N_("Mining"), "C": N_("Manufacturing"),
    "D": N_("Electricity, heat, gas and water"), "E": N_("Construction"), "F": N_("Wholesale and retail"),
    "G": N_("Transport, storage and post"), "H": N_("Accommodation and catering"),
    "I": N_("Information and software"), "J": N_("Finance"), "K": N_("Real estate"), "L": N_("Leasing and business services"),
    "M": N_("Research and technical services"), "N": N_("Water, environment and public facilities"),
    "O": N_("Household and other services"), "P": N_("Education"), "Q": N_("Health and social work"),
    "R": N_("Culture, sports and entertainment"), "S": N_("Public administration"), "T": N_("International organisations")}
