"""Notes: what a step wants said about its answer, as codes; `wording.py` has the sentences."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class NoteCode(StrEnum):
    """Everything that can be worth saying about how a text was understood."""

    O_READ_AS_ZERO = "o_read_as_zero"
    STREET_NOT_USED = "street_not_used"
    STREET_NOT_FOUND = "street_not_found"
    CORNER_NOT_FOUND = "corner_not_found"
    NUMBER_NOT_FOUND = "number_not_found"
    STREET_COMPLETED = "street_completed"
    STREET_RESPELLED = "street_respelled"
    STREET_SOUNDS_ALIKE = "street_sounds_alike"
    OTHER_STREETS = "other_streets"
    ZIP_IS_ANOTHER = "zip_is_another"
    TOWN_IS_ANOTHER = "town_is_another"
    DISTRICT_ASSUMED = "district_assumed"
    PO_BOX = "po_box"
    ZIP_WITHOUT_AREA = "zip_without_area"
    ZIP_UNKNOWN_USED_CITY = "zip_unknown_used_city"
    CHOSEN_AMONG = "chosen_among"
    TAKEN_FOR_FACILITY = "taken_for_facility"
    NOT_THE_STATE = "not_the_state"
    ZIP_AND_CITY_DISAGREE = "zip_and_city_disagree"
    MORE_CANDIDATES = "more_candidates"
    WHICH_QUADRANT = "which_quadrant"
    QUADRANT_MISSING = "quadrant_missing"
    ALSO_KNOWN = "also_known"
    CORRECTED = "corrected"
    CORRECTED_TIE = "corrected_tie"
    CORRECTED_ASKED = "corrected_asked"
    ONLY_ONE_KNOWN = "only_one_known"
    IF_NONE = "if_none"
    TWO_PLACES = "two_places"
    UNREADABLE = "unreadable"
    UNREADABLE_COORDINATE = "unreadable_coordinate"
    ROUGH_POSITION = "rough_position"
    NO_PLACE_SAID = "no_place_said"
    NOT_FIVE_DIGITS = "not_five_digits"
    UNKNOWN_ZIP = "unknown_zip"
    MILITARY_ZIP = "military_zip"
    UNLOCATED_ZIP = "unlocated_zip"
    UNKNOWN_PLACE = "unknown_place"
    NEEDS_TOWN = "needs_town"
    OUTSIDE_US = "outside_us"
    PROVIDER_USED = "provider_used"
    PROVIDER_FAR = "provider_far"
    PROVIDER_SLOW = "provider_slow"
    PROVIDER_RESTING = "provider_resting"
    PROVIDER_FAILED = "provider_failed"
    PROVIDER_UNKNOWN = "provider_unknown"
    PROVIDER_DISAGREED = "provider_disagreed"
    PROVIDER_SEVERAL = "provider_several"


OF_PROVIDERS: Final = frozenset(code for code in NoteCode if code.value.startswith("provider_"))
"""Notes that say what became of a street address, so that nothing else need say it."""


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to say, with the names it is about (places and ZIPs, never a street)."""

    code: NoteCode
    about: tuple[str, ...] = ()
