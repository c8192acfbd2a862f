"""What a first visit to a page costs on the wire: shared/docs/BUDGETS.md asks less, the acceptance 100 KB and 10 requests."""
import pytest


@pytest.mark.parametrize("page", ["/sign-in", "/", "/courses/2", "/activities/20", "attempt"])
def test_a_first_visit_weighs_little(visit, own_server, page):
    visitor = visit(own_server)
    if page != "/sign-in":
        visitor.sign_in("uchenik")
    path = page
    if page == "attempt":
        visitor.go("/activities/22")
        visitor.page.locator("main form button.main").click()
        visitor.page.wait_for_url("**/attempts/*")
        path = visitor.page.url.removeprefix(visitor.url)
        visitor.page = visitor.open()
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    sizes, addresses = [], []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.on("Network.requestWillBeSent", lambda event: addresses.append(event["request"]["url"]))
    visitor.go(path)
    visitor.page.wait_for_load_state("networkidle")
    print(f"\n{page}: {sum(sizes) / 1000:.1f} KB in {len(sizes)} requests")
    assert sum(sizes) <= 100_000 and len(sizes) <= 10, "\n".join(addresses)
