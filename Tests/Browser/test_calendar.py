"""Dates to be done by: the month, the list on a telephone, and the feed as other programs read it."""
import sqlite3
import time
import urllib.request
from datetime import datetime, timedelta, timezone

import icalendar
import pytest

DAY = 86_400_000


@pytest.fixture
def dated(own_server):
    """The pupil's quiz is due tomorrow, a page two hours ago, another month's page in seventy days."""
    now = int(time.time() * 1000)
    with sqlite3.connect(own_server.data / "course-server.sqlite", timeout=10) as tx:
        for activity, due in ((22, now + DAY), (20, now - DAY // 12), (21, now + 70 * DAY)):
            tx.execute("UPDATE activities SET due_at = ? WHERE id = ?", (due, activity))
    return own_server


def month_of(moment):
    return (moment + timedelta(hours=7)).strftime("%Y-%m")


def test_a_pupil_sees_what_is_due_in_the_month_and_goes_there(visit, dated):
    pupil = visit(dated).sign_in("uchenik")
    page = pupil.page
    tomorrow = datetime.now(timezone.utc) + timedelta(days=1)
    page.get_by_role("navigation").get_by_role("link", name="Календарь").click()
    pupil.go(f"/calendar?month={month_of(tomorrow)}")
    assert page.locator(".month").is_visible() and not page.locator(".agenda").is_visible()
    page.locator(".month a[href='/activities/22']").click()
    page.wait_for_url("**/activities/22")

    pupil.go("/calendar")
    page.locator("a[rel=next]").click()
    page.locator("a[rel=next]").click()
    page.wait_for_url("**/calendar?month=*")
    page.get_by_role("link", name="Сегодня").click()
    assert page.locator("[aria-current=date]").count() == 1


def test_on_a_telephone_the_days_are_a_list(visit, dated):
    pupil = visit(dated, 360).sign_in("uchenik")
    pupil.go(f"/calendar?month={month_of(datetime.now(timezone.utc) + timedelta(days=1))}")
    assert pupil.page.locator(".agenda").is_visible() and not pupil.page.locator(".month").is_visible()
    assert pupil.page.locator(".agenda a[href='/activities/22']").is_visible()
    pupil.fits()


def test_the_feed_is_a_calendar_for_other_programs(visit, dated):
    pupil = visit(dated).sign_in("uchenik")
    page = pupil.page
    pupil.go("/calendar")
    page.get_by_role("button", name="Создать ссылку").click()
    address = page.input_value("#address")
    assert address.startswith(dated.url + "/calendar/feed/") and address.endswith(".ics")

    with urllib.request.urlopen(address) as answer:
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        text = answer.read()
    calendar = icalendar.Calendar.from_ical(text)

    events = {str(event["URL"]).split("/")[-1]: event for event in calendar.walk("VEVENT")}
    assert set(events) == {"20", "21", "22"} and not calendar.errors and not any(e.errors for e in events.values())
    quiz = events["22"]
    assert abs((quiz.decoded("DTSTART") - datetime.now(timezone.utc)) - timedelta(days=1)) < timedelta(minutes=5)
    assert str(quiz["SUMMARY"]).startswith("Срок: ") and quiz["SEQUENCE"] == 0
    assert len({str(event["UID"]) for event in events.values()}) == 3
    assert all(len(line) <= 75 for line in text.split(b"\r\n")) and b"\n" not in text.replace(b"\r\n", b"")
    assert icalendar.Calendar.from_ical(calendar.to_ical()).walk("VEVENT").__len__() == 3
    with urllib.request.urlopen(address) as answer:
        assert answer.read() == text

    pupil.go("/calendar")
    assert page.locator("#address").count() == 0
    page.get_by_role("button", name="Отозвать ссылку").click()
    page.locator("dialog button.risk").click()
    page.get_by_role("button", name="Создать ссылку").wait_for()
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address)
    assert refused.value.code == 404
