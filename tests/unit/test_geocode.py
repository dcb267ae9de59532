"""Geocoding: from a text to a match, a tie or no match."""

import pytest

from finder.geo import geodesic_m
from finder.geocode import geocode, geocode_place
from finder.geocoding import MOST_CANDIDATES, Geocoding, Status
from finder.notes import NoteCode
from finder.parse import parse
from finder.place import Granularity
from finder.search import Sources


def located(text: str, sources: Sources) -> Geocoding:
    return geocode(parse(text), sources.atlas)


MATCHES = [
    ("21218", "ZIP 21218, Baltimore, MD", Granularity.POSTCODE),
    ("00601", "ZIP 00601, Adjuntas, PR", Granularity.POSTCODE),
    ("99950", "ZIP 99950, Ketchikan, AK", Granularity.CITY),
    ("20392", "ZIP 20392, Washington, DC", Granularity.CITY),
    ("21203", "ZIP 21203, Baltimore, MD", Granularity.CITY),
    ("Annapolis MD 21401", "ZIP 21401, Annapolis, MD", Granularity.POSTCODE),
    ("201 E University Pkwy, Baltimore, MD 21218", "ZIP 21218, Baltimore, MD", "postcode"),
    ("PO Box 123, Baltimore, MD 21203", "ZIP 21203, Baltimore, MD", Granularity.CITY),
    ("P.O. Box 12, Annapolis MD", "Annapolis, MD", Granularity.CITY),
    ("5601 Loch Raven Blvd, Baltimore, MD", "Baltimore, MD", Granularity.CITY),
    ("33rd and Charles St, Baltimore, MD", "Baltimore, MD", Granularity.CITY),
    ("12345 Main Street, Laurel, MD", "Laurel, MD", Granularity.CITY),
    ("Annapolis, MD", "Annapolis, MD", Granularity.CITY),
    ("ANNAPOLIS MARYLAND", "Annapolis, MD", Granularity.CITY),
    ("Annapolis", "Annapolis, MD", Granularity.CITY),
    ("Baltimore", "Baltimore, MD", Granularity.CITY),
    ("Baltimore County", "Baltimore County, MD", Granularity.COUNTY),
    ("Prince Georges Co MD", "Prince George's County, MD", Granularity.COUNTY),
    ("St. Mary's County, MD", "St. Mary's County, MD", Granularity.COUNTY),
    ("Hampden, Baltimore", "Hampden (Baltimore), MD", Granularity.NEIGHBORHOOD),
    ("Hampden Baltimore Maryland", "Hampden (Baltimore), MD", Granularity.NEIGHBORHOOD),
    ("Georgetown, DC", "Georgetown (Washington), DC", Granularity.NEIGHBORHOOD),
    ("Georgetown, Washington", "Georgetown (Washington), DC", Granularity.NEIGHBORHOOD),
    ("Maryland", "Maryland", Granularity.STATE),
    ("MD", "Maryland", Granularity.STATE),
    ("Washington State", "Washington", Granularity.STATE),
    ("West Virginia", "West Virginia", Granularity.STATE),
    ("DC", "Washington, DC", Granularity.CITY),
    ("D.C.", "Washington, DC", Granularity.CITY),
    ("Washington", "Washington, DC", Granularity.CITY),
    ("District of Columbia", "Washington, DC", Granularity.CITY),
    ("Fort Meade, MD", "Fort Meade, MD", Granularity.CITY),
    ("Mt Airy MD", "Mount Airy, MD", Granularity.CITY),
    ("Cañon City CO", "Cañon City, CO", Granularity.CITY),
    ("San José, CA", "San Jose, CA", Granularity.CITY),
    ("Honolulu, HI", "Honolulu, HI", Granularity.CITY),
    ("Springfield, IL", "Springfield, IL", Granularity.CITY),
    ("Charlotte, North Carolina", "Charlotte, NC", Granularity.CITY),
    ("Charles Town West Virginia", "Charles Town, WV", Granularity.CITY),
    ("Springfield MO USA", "Springfield, MO", Granularity.CITY),
    ("39.29, -76.61", "Baltimore, MD", Granularity.COORDINATE),
    ("61.2181, -149.9003", "Anchorage, AK", Granularity.COORDINATE),
]

FACILITIES = [
    ("Union Memorial", "union-memorial"),
    ("MedStar Union Memorial Hospital", "union-memorial"),
    ("union memorial hospital, baltimore", "union-memorial"),
    ("Good Sam", "good-samaritan"),
    ("saint mary's hospital", "st-marys"),
    ("St Marys Hospital, Leonardtown, MD", "st-marys"),
    ("Washington Hospital Center", "washington"),
    ("WHC", "washington"),
    ("NRH", "national-rehabilitation"),
    ("Franklin Square", "franklin-square"),
    ("Georgetown University Hospital", "georgetown"),
]

NOTHING = [
    ("zzzz", NoteCode.UNKNOWN_PLACE),
    ("asdf qwer", NoteCode.UNKNOWN_PLACE),
    ("Main Street", NoteCode.NEEDS_TOWN),
    ("1600 Pennsylvania Ave NW", NoteCode.NEEDS_TOWN),
    ("po box 7", NoteCode.NEEDS_TOWN),
    ("99999", NoteCode.UNKNOWN_ZIP),
    ("09012", NoteCode.MILITARY_ZIP),
    ("APO AE 09012", NoteCode.MILITARY_ZIP),
    ("FPO AP 96201", NoteCode.MILITARY_ZIP),
    ("Paris, France", NoteCode.OUTSIDE_US),
    ("Germany", NoteCode.OUTSIDE_US),
    ("SW1A 1AA", NoteCode.OUTSIDE_US),
    ("M5V 2T6", NoteCode.OUTSIDE_US),
    ("51.5, -0.12", NoteCode.OUTSIDE_US),
    ("0.0, 0.0", NoteCode.OUTSIDE_US),
    ("-33.86, 151.21", NoteCode.OUTSIDE_US),
    ("1234", NoteCode.NOT_FIVE_DIGITS),
    ("39,29 -76,61", NoteCode.UNREADABLE_COORDINATE),
    ("!!!", NoteCode.UNREADABLE),
]

TIES = [
    "Springfield", "Columbia", "Portland", "Kansas City", "Salem", "Rosedale", "Brooklyn",
    "New York", "Montgomery County", "Olney", "Georgetown", "100 Main St, Springfield",
]  # fmt: skip


@pytest.mark.parametrize(("text", "label", "granularity"), MATCHES)
def test_a_text_is_matched(
    text: str, label: str, granularity: Granularity, sources: Sources
) -> None:
    found = located(text, sources)

    assert found.status is Status.MATCH
    assert found.best is not None
    assert (found.best.label, found.best.granularity) == (label, granularity)


@pytest.mark.parametrize(("text", "facility_id"), FACILITIES)
def test_a_hospital_is_known_by_its_names(text: str, facility_id: str, sources: Sources) -> None:
    found = located(text, sources)

    assert found.best is not None
    assert found.best.id == f"facility-{facility_id}"
    assert found.best.granularity is Granularity.FACILITY
    assert found.best.coordinate == sources.directory.by_id(facility_id).coordinate


@pytest.mark.parametrize(
    ("text", "place_id"),
    [
        ("BWI", "airport-BWI"),
        ("bwi", "airport-BWI"),
        ("DCA", "airport-DCA"),
        ("IAD", "airport-IAD"),
        ("bwi airport", "airport-BWI"),
        ("LAX", "airport-LAX"),
    ],
)
def test_an_airport_is_known_by_its_code(text: str, place_id: str, sources: Sources) -> None:
    found = located(text, sources)

    assert found.best is not None
    assert found.best.id == place_id


@pytest.mark.parametrize(("text", "why"), NOTHING)
def test_a_text_without_a_place_says_why(text: str, why: NoteCode, sources: Sources) -> None:
    found = located(text, sources)

    assert (found.status, found.best, found.candidates) == (Status.NO_MATCH, None, ())
    assert why in [note.code for note in found.notes]


@pytest.mark.parametrize("text", TIES)
def test_a_name_that_no_rule_decides_is_asked_back(text: str, sources: Sources) -> None:
    found = located(text, sources)

    assert (found.status, found.best) == (Status.TIE, None)
    assert 2 <= len(found.candidates) <= MOST_CANDIDATES
    assert len({place.id for place in found.candidates}) == len(found.candidates)


def test_candidates_of_the_region_come_first_and_then_the_greatest(sources: Sources) -> None:
    candidates = located("Springfield", sources).candidates

    near = [
        any(
            geodesic_m(place.coordinate, facility.coordinate) <= 150_000
            for facility in sources.directory
        )
        for place in candidates
    ]
    people = [place.population or 0 for place in candidates]
    region = near.index(False)
    assert region > 0
    assert not any(near[region:])
    assert people[:region] == sorted(people[:region], reverse=True)
    assert people[region:] == sorted(people[region:], reverse=True)


def test_a_hospital_that_begins_with_the_name_leads_the_candidates(sources: Sources) -> None:
    candidates = located("Georgetown", sources).candidates

    assert [place.id for place in candidates[:2]] == ["facility-georgetown", "geonames-4138890"]


def test_more_candidates_than_a_phone_can_show_are_counted(sources: Sources) -> None:
    found = located("Springfield", sources)

    (note,) = found.notes
    everywhere = sources.gazetteer.named("springfield")
    assert note.code is NoteCode.MORE_CANDIDATES
    assert int(note.about[0]) == len(everywhere) - MOST_CANDIDATES


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Leonardtown", "only one"),
        ("Maryland", "state by its name"),
        ("Clinton", "greatest, and in the region"),
        ("Washington", "greatest, and in the region"),
    ],
)
def test_the_rule_that_decided_stands_in_the_steps(text: str, rule: str, sources: Sources) -> None:
    assert located(text, sources).steps[-1].tried == f"rule '{rule}'"


def test_places_passed_over_are_said_and_can_still_be_chosen(sources: Sources) -> None:
    found = located("Annapolis", sources)

    (note,) = found.notes
    assert note.code is NoteCode.CHOSEN_AMONG
    assert note.about[0] == "Annapolis, MD"
    assert "Annapolis, MD" not in [place.label for place in found.candidates]
    assert note.about[1:] == tuple(place.label for place in found.candidates[:3])


def test_a_name_with_its_state_passes_nothing_over(sources: Sources) -> None:
    found = located("Annapolis, MD", sources)

    assert (found.notes, found.candidates) == ((), ())


def test_washington_alone_is_the_city_and_says_that_the_state_was_passed_over(
    sources: Sources,
) -> None:
    found = located("Washington", sources)

    assert [note.code for note in found.notes] == [NoteCode.NOT_THE_STATE]
    assert "state-WA" in [place.id for place in found.candidates]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Baltimore, MD 20910", ["zip-20910", "geonames-4347778"]),
        ("Silver Spring MD 21218", ["zip-21218", "geonames-4369596"]),
        ("123 Main St, Annapolis, MD 21218", ["zip-21218", "geonames-4347242"]),
    ],
)
def test_a_zip_and_a_town_that_disagree_are_both_offered(
    text: str, ids: list[str], sources: Sources
) -> None:
    found = located(text, sources)

    assert found.status is Status.TIE
    assert [place.id for place in found.candidates] == ids
    assert found.notes[-1].code is NoteCode.ZIP_AND_CITY_DISAGREE


@pytest.mark.parametrize("text", ["Towson, MD 21218", "Rosedale, MD 21237", "21225 Brooklyn"])
def test_a_zip_and_a_town_next_to_each_other_agree(text: str, sources: Sources) -> None:
    found = located(text, sources)

    assert found.best is not None
    assert found.best.granularity is Granularity.POSTCODE


def test_an_unknown_zip_beside_a_town_gives_way_to_the_town(sources: Sources) -> None:
    found = located("Annapolis, MD 99999", sources)

    assert found.best is not None
    assert found.best.label == "Annapolis, MD"
    assert [(note.code, note.about) for note in found.notes] == [
        (NoteCode.ZIP_UNKNOWN_USED_CITY, ("99999",))
    ]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("2121O", [NoteCode.O_READ_AS_ZERO]),
        ("201 E University Pkwy, Baltimore, MD 21218", [NoteCode.STREET_NOT_USED]),
        ("PO Box 1, Baltimore, MD 21203", [NoteCode.PO_BOX, NoteCode.ZIP_WITHOUT_AREA]),
        ("PO Box 1, Annapolis, MD", [NoteCode.PO_BOX]),
        ("20392", [NoteCode.ZIP_WITHOUT_AREA]),
        ("medstar georgetown", [NoteCode.TAKEN_FOR_FACILITY]),
        ("memorial", [NoteCode.UNKNOWN_PLACE]),
    ],
)
def test_notes_of_the_parser_come_before_those_of_the_look_ups(
    text: str, codes: list[NoteCode], sources: Sources
) -> None:
    assert [note.code for note in located(text, sources).notes] == codes


@pytest.mark.parametrize(
    "text", ["8675 Zanzibar Ct, Baltimore, MD 21218", "8675 Zanzibar Ct, Springfield"]
)
def test_no_note_repeats_a_street(text: str, sources: Sources) -> None:
    notes = located(text, sources).notes

    assert notes
    assert not any("zanzibar" in about.lower() for note in notes for about in note.about)


@pytest.mark.parametrize("text", ["Springfield", "Georgetown", "Olney", "Baltimore, MD 20910"])
def test_every_candidate_can_be_chosen_by_its_id(text: str, sources: Sources) -> None:
    for candidate in located(text, sources).candidates:
        chosen = geocode_place(candidate.id, sources.atlas)

        assert chosen is not None
        assert (chosen.status, chosen.best) == (Status.MATCH, candidate)


@pytest.mark.parametrize("place_id", ["zip-99999", "facility-nowhere", "", "coordinate", "x"])
def test_an_id_that_was_never_offered_chooses_nothing(place_id: str, sources: Sources) -> None:
    assert geocode_place(place_id, sources.atlas) is None


def test_a_typed_coordinate_keeps_its_own_radius(sources: Sources) -> None:
    found = located("39.29, -76.61", sources)

    assert found.best is not None
    assert found.best.radius_m == pytest.approx(556.6)
