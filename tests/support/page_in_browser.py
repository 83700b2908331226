"""The page in a real browser, and what its users do with pointer and keys."""

import numpy as np


class Page:
    """The page in the browser, with what its users do."""

    def __init__(self, browser, address):
        self.browser = browser
        browser.get(address)
        # the tab remembers what was done before
        browser.execute_script("page.app.remember = () => {}; sessionStorage.clear();")
        browser.get_log("performance")
        browser.get_log("browser")
        browser.get("about:blank")
        browser.get(address)

    def run(self, script, *given):
        return self.browser.execute_script(script, *given)

    def find(self, selector):
        return self.browser.find_element("css selector", selector)

    def press(self, *keys):
        from selenium.webdriver import ActionChains  # noqa: PLC0415  in an extra of its own

        ActionChains(self.browser).send_keys(*keys).perform()

    def open(self, label):
        from selenium.webdriver.support.ui import Select  # noqa: PLC0415  as above

        Select(self.find(".tools select")).select_by_visible_text(label)

    def tab(self, name):
        """Open a tab."""
        self.run(
            "[...document.querySelectorAll('[role=tab]')].find((t) => t.textContent === arguments[0]).click()",
            name,
        )
        self.settle()

    def settle(self):
        """Wait until what was planned is drawn."""
        self.browser.execute_async_script(
            "requestAnimationFrame(() => requestAnimationFrame(arguments[0]))"
        )

    def vector(self):
        return np.array(self.run("return Array.from(page.app.view.net.vector)"))

    def text(self, selector):
        return self.find(selector).text

    def focused(self):
        return self.run("return document.activeElement.getAttribute('aria-label') ?? ''")

    def tab_to(self, label):
        from selenium.webdriver import Keys  # noqa: PLC0415  as above

        for _ in range(60):
            if self.focused() == label:
                return
            self.press(Keys.TAB)
        raise AssertionError(f"no field is called {label}")

    def choose(self, layer, neuron):
        """Go to a neuron by arrow keys alone."""
        from selenium.webdriver import Keys  # noqa: PLC0415  as above

        for _ in range(60):
            if " neuron " in self.focused():
                break
            self.press(Keys.TAB)
        at = "return [page.app.view.selected.layer, page.app.view.selected.neuron]"
        for _ in range(40):
            now = self.run(at)
            if now[0] != layer:
                self.press(Keys.RIGHT if now[0] < layer else Keys.LEFT)
            elif now[1] != neuron:
                self.press(Keys.DOWN if now[1] < neuron else Keys.UP)
            else:
                return
        raise AssertionError(f"neuron {neuron} of layer {layer} was not reached")

    def type(self, label, value):
        from selenium.webdriver import Keys  # noqa: PLC0415  as above

        self.press(Keys.ENTER)  # to the fields of the neuron
        self.tab_to(label)
        self.press(f"{value:g}", Keys.ENTER)  # a field that is entered is selected
        self.run("document.querySelector('.neuron.selected').focus()")


def drag(page, start, path, kind):
    """Drag from one place of the curve's picture to others, in shares of its size."""
    from selenium.webdriver import ActionChains  # noqa: PLC0415  as above
    from selenium.webdriver.common.actions.pointer_input import PointerInput  # noqa: PLC0415  as above

    pointer = PointerInput(kind, kind)
    chain = ActionChains(page.browser)
    chain.w3c_actions.devices = [pointer]
    pointer.create_pointer_move(duration=0, x=round(start[0]), y=round(start[1]))
    pointer.create_pointer_down(button=0)
    for x, y in path:
        pointer.create_pointer_move(duration=20, x=round(x), y=round(y))
    pointer.create_pointer_up(button=0)
    chain.w3c_actions.perform()
    page.settle()


def middle(page, selector):
    page.run("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", selector)
    box = page.run(
        "const b = document.querySelector(arguments[0]).getBoundingClientRect();"
        "return [b.x, b.y, b.width, b.height]",
        selector,
    )
    return box[0] + box[2] / 2, box[1] + box[3] / 2


def value_of(text):
    """Return the number that a text of the page means, and one unit of the last of its four digits.

    Zeros at the end are not written, and count.
    """
    value = float(text.replace("−", "-").replace("∞", "inf"))
    return value, 10.0 ** (np.floor(np.log10(abs(value))) - 3) if value else 1e-12


def press(page, text):
    page.run(
        "[...document.querySelectorAll('button')].find((b) => b.textContent === arguments[0]).click()",
        text,
    )


def wait_until(page, condition, seconds=20.0):
    """Wait until an expression of the page is true."""
    from selenium.webdriver.support.ui import WebDriverWait  # noqa: PLC0415  in an extra of its own

    WebDriverWait(page.browser, seconds, poll_frequency=0.05).until(
        lambda _: page.run(f"return {condition}")
    )
