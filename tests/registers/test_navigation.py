"""The page head: what stands beside each other, and what folds behind the word More."""

from registers.navigation import FIT_IN_A_ROW, Entry, Navigation, navigation_for
from tests.cast import sign_in


def labels(entries):
    return [entry.label for entry in entries]


def entries_of(number):
    return tuple(Entry(f"Place {n}", f"/{n}/", current=n == number, more=n > 3) for n in range(1, number + 1))


def test_a_short_row_folds_nothing():
    navigation = Navigation(entries_of(FIT_IN_A_ROW))
    assert (len(navigation.row), navigation.folded) == (FIT_IN_A_ROW, [])


def test_a_long_row_folds_what_may_fold():
    navigation = Navigation(entries_of(FIT_IN_A_ROW + 1))
    assert labels(navigation.row) == ["Place 1", "Place 2", "Place 3"]
    assert navigation.folded_current == f"Place {FIT_IN_A_ROW + 1}"


def test_every_entry_stands_in_exactly_one_of_both(head):
    navigation = navigation_for(head, "/outbox/")
    assert sorted(labels(navigation.row + navigation.folded)) == sorted(labels(navigation.entries))
    assert labels(navigation.row)[:3] == ["Today", "To find", "Registers"]
    assert navigation.folded_current == "Outbox"


def test_the_menu_more_names_the_page_one_is_on(client, head, on_the_day):
    words = sign_in(client, head).get("/outbox/").content.decode()
    assert "More: Outbox" in words
