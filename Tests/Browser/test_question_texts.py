"""Pictures, sound and formulas in a question and its answers, put there by buttons."""
import subprocess

from conftest import until
from kinds import picture


def put(page, field, button, answers, file=None):
    """Presses a button over a field and answers its dialog."""
    page.locator(f"#{field}").locator("xpath=preceding-sibling::div[contains(@class, 'buttons')]").get_by_role("button", name=button).click()
    dialog = page.locator("dialog[open]")
    for name, value in answers.items():
        dialog.locator(f"[name=ask-{name}]").fill(value)
    if file:
        dialog.locator("input[type=file]").set_input_files(file)
    dialog.locator("button.main").click()
    dialog.wait_for(state="detached")


def test_a_question_has_a_picture_a_sound_and_a_formula(visit, own_server, tmp_path):
    sound = tmp_path / "гудок.mp3"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=1", sound], check=True)
    drawing = {"name": "лист.png", "mimeType": "image/png", "buffer": picture()}
    teacher = visit(own_server, 360).sign_in("uchitel")
    page, media = teacher.page, "Картинка, звук, видео"
    teacher.go("/activities/22/questions/new?kind=choice")
    page.fill("#stem", "Что слышно?\n\n")

    put(page, "stem", media, {"alt": "Гудок паровоза"}, sound)
    until(lambda: "mp3)" in page.input_value("#stem"))
    page.fill("#answers", "+ ")
    put(page, "answers", media, {"alt": "Белый лист"}, drawing)
    until(lambda: "webp)" in page.input_value("#answers"))
    page.locator("#answers").press_sequentially("\n- ")
    put(page, "answers", "Формула", {"tex": r"\frac{1}{2}"})
    assert page.input_value("#answers").endswith(r"- $\frac{1}{2}$")
    page.click("button[value=preview]")
    shown = page.locator(".preview .question")
    shown.locator("audio").wait_for()

    assert shown.locator("audio").get_attribute("aria-label") == "Гудок паровоза"
    assert shown.locator("audio").evaluate("async sound => { sound.load(); await new Promise(done => sound.onloadedmetadata = done); return sound.duration }") > 0.9
    assert shown.locator("label img").get_attribute("alt") == "Белый лист"
    assert shown.locator("label math mfrac").count() == 1
    teacher.fits()
    page.screenshot(path=tmp_path / "question.png", full_page=True)
