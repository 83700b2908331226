"""Every tab of the page at every width, dark and light, for keyboards and screen readers, in a real browser."""

from pathlib import Path

import pytest

import barreleye as be
from support.page_in_browser import Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
AXE = ROOT / ".venv" / "page-tools" / "node_modules" / "axe-core" / "axe.min.js"
SCREENS = ROOT / "build" / "screens"  # what each tab looks like: for people to look at
TABS = ["Network", "Neurons", "Weights", "Side by side", "Activations", "Softmax"]
PAGES = ["by hand", "spiral", "many inputs"]


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    X, y = be.datasets.spiral(samples=60, classes=3, seed=0)
    spiral = be.mlp(2, [12, 40], 3, output="softmax", seed=0)
    spiral.fit(X, y, epochs=20, progress=False)
    spiral.parameters[0].biases[:4] = -40.0  # findings to show
    pages = {
        "by hand": be.play(),
        "spiral": be.play(spiral, X, y),
        "many inputs": be.play(be.mlp(30, [20, 10], 2, activation="tanh", seed=0)),
    }
    for name, page in pages.items():
        page.save(folder / f"{name}.html")
    return {name: (folder / f"{name}.html").as_uri() for name in pages}


def looked_at(browser, width, *, scale=1, dark=False):
    """Look at pages as a window of this width does."""
    size = {"width": width, "height": 900, "deviceScaleFactor": scale, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})


@pytest.fixture
def window(browser):
    yield browser
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(window, addresses, name, dark):
    assert AXE.exists(), "axe-core is missing: run make browser, which installs it"
    looked_at(window, 1280, dark=dark)
    window.execute_cdp_cmd(
        "Page.setBypassCSP", {"enabled": True}
    )  # the page lets no script in but its own
    page = Page(window, addresses[name])
    page.run(AXE.read_text(encoding="utf-8"))
    for tab in TABS:
        page.tab(tab)
        page.run("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        page.settle()
        found = page.browser.execute_async_script(
            "const done = arguments[0]; axe.run().then(({ violations }) => done(violations.map((one) => "
            "`${one.id}: ${one.nodes.map((node) => node.target).slice(0, 3).join(', ')}`)));"
        )
        assert found == [], tab


# 640 is a window of 1,280 at a zoom of 200 %
@pytest.mark.parametrize(("width", "scale"), [(360, 1), (640, 2), (768, 1), (1280, 1), (1920, 1)])
@pytest.mark.parametrize("name", PAGES)
def test_every_tab_fits_its_window(window, addresses, name, width, scale):
    looked_at(window, width, scale=scale)
    page = Page(window, addresses[name])
    for tab in TABS:
        page.tab(tab)
        page.run("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        page.settle()
        assert page.run("return document.documentElement.scrollWidth") <= width, tab
        assert cut_off(page) == [], tab


def cut_off(page):
    """Return the buttons, fields and lists that stand out of the window or are too small for a finger."""
    return page.run("""
        const wide = document.documentElement.clientWidth, found = [];
        for (const one of document.querySelectorAll("button, select, input, textarea")) {
          const box = one.getBoundingClientRect();
          if (!box.width || one.closest(".scroll, .fields")?.scrollWidth > wide) continue;
          const label = one.getAttribute("aria-label") ?? one.textContent.slice(0, 30);
          if (box.right > wide + 1 || box.left < -1) found.push(`${label} is cut off`);
          const target = one.type === "checkbox" ? one.closest("label") : one;
          const { width, height } = target.getBoundingClientRect();
          if (width < 24 || height < 24) found.push(`${label} is ${Math.round(width)} × ${Math.round(height)}`);
        }
        return found;
    """)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_screenshots_are_kept(window, addresses, name, width):
    SCREENS.mkdir(parents=True, exist_ok=True)
    for dark in (False, True):
        looked_at(window, width, dark=dark)
        page = Page(window, addresses[name])
        for tab in TABS:
            page.tab(tab)
            height = page.run("return document.documentElement.scrollHeight")
            size = {
                "width": width,
                "height": min(height, 4000),
                "deviceScaleFactor": 1,
                "mobile": width < 500,
            }
            window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            page.settle()
            path = SCREENS / f"{name}, {tab}, {width}{', dark' if dark else ''}.png"
            assert window.save_screenshot(str(path))
            looked_at(window, width, dark=dark)
    assert window.get_log("browser") == []


def test_everything_is_reached_by_tab_and_has_a_name(window, addresses):
    from selenium.webdriver import Keys  # noqa: PLC0415  in an extra of its own

    looked_at(window, 1280)
    page = Page(window, addresses["by hand"])
    wanted = page.run("""
        const all = document.querySelectorAll("button, select, input, textarea, summary, [tabindex='0']");
        return [...all].filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility()).length;
    """)
    met = []
    for _ in range(wanted):
        page.press(Keys.TAB)
        met.append(
            page.run("""
            const one = document.activeElement;
            one.dataset.met = "1";
            return one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.textContent;
        """)
        )
    assert page.run("return document.querySelectorAll('[data-met]').length") == wanted
    assert all(name.strip() for name in met)


def test_nothing_moves_by_itself_where_motion_is_not_wanted(window, addresses):
    page = Page(window, addresses["by hand"])
    style = page.run(
        "return [...document.styleSheets].flatMap((one) => [...one.cssRules]).map((one) => one.cssText).join()"
    )
    assert "animation" not in style
    assert "transition" not in style
