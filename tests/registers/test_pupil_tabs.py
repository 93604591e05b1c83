from registers.pupil_tabs import GROUPS, tabs_for
from tests import factories


def labels(role: str, current: str) -> tuple[list[str], list[str]]:
    post = factories.PostFactory(role=role)
    pupil = factories.PupilFactory(school=post.school)
    tabs = tabs_for(post, pupil, current)
    return [tab.label for tab in tabs.groups], [tab.label for tab in tabs.pages]


def test_a_teacher_has_a_tab_for_each_page_and_no_second_row_of_one(db):
    groups, pages = labels("teacher", "registers:pupil_marks")
    assert groups == ["Attendance", "Safeguarding"]
    assert pages == ["Overview", "Marks", "Planned"]


def test_every_page_is_two_presses_away(db):
    post = factories.PostFactory(role="head")
    pupil = factories.PupilFactory(school=post.school)
    every = [name for _, table in GROUPS for _, name, _ in table]
    assert len(every) == len(set(every))
    for _, table in GROUPS:
        name = table[-1][1]
        tabs = tabs_for(post, pupil, name)
        assert [tab.current for tab in tabs.groups].count(True) == 1
        assert len(tabs.pages) == (len(table) if len(table) > 1 else 0)
