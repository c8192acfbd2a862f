"""What a first visit to a page costs on the wire. Acceptance asks for this much; shared/docs/BUDGETS.md for less."""
KILOBYTES, REQUESTS = 100, 10


def weigh(visitor, path):
    """Opens a page in a browser that kept nothing of the site but who its user is, and counts what comes."""
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    addresses, sizes = {}, {}
    session.on("Network.requestWillBeSent", lambda event: addresses.update({event["requestId"]: event["request"]["url"]}))
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    visitor.go(path)
    visitor.page.wait_for_load_state("networkidle")

    sent = {addresses[request]: size for request, size in sizes.items() if size}  # not answered by the cache
    weight = sum(sent.values()) / 1000
    print(f"\n{path}: {weight:.1f} KB in {len(sent)} requests")
    assert weight <= KILOBYTES and len(sent) <= REQUESTS, "\n".join(f"{sent[address]} {address}" for address in sent)


def test_a_first_visit_weighs_little(visit, own_server, subtests):
    pupil, teacher = visit(own_server).sign_in("uchenik"), visit(own_server).sign_in("uchitel")
    pupil.go("/activities/22")
    pupil.page.locator("main form button.main").click()
    pupil.page.wait_for_url("**/attempts/*")
    attempt = pupil.page.url.removeprefix(pupil.url)
    for path, who in {
        "/sign-in": None, "/": pupil, "/courses/2": pupil, "/activities/20": pupil, "/activities/23": teacher, attempt: pupil,
    }.items():
        with subtests.test(path=path):
            weigh(visit(own_server, storage_state={"cookies": who.context.cookies() if who else []}), path)
