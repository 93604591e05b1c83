"""What is wrong with a page as a browser shows it: axe, console, security policy, sizes of targets, width."""

from tests.websites import accessibility_faults

SMALLEST, SMALLEST_FOR_A_FINGER = 24, 44  # CSS pixels: WCAG 2.2, 2.5.8; and what fits a finger
NOTES = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""
TARGETS = """
([smallest, fingers]) => {
  const targets = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
  const controls = "a.govuk-button, button, input, select, textarea, summary, [role=button]";
  const visible = (e) => e.checkVisibility({visibilityProperty: true, opacityProperty: false});
  const area = (e) => {
    const boxes = [e, ...(e.matches("[type=checkbox], [type=radio]") ? e.labels : [])]
      .map((each) => each.getBoundingClientRect());
    const left = Math.min(...boxes.map((b) => b.left)), right = Math.max(...boxes.map((b) => b.right));
    const top = Math.min(...boxes.map((b) => b.top)), bottom = Math.max(...boxes.map((b) => b.bottom));
    return {e, left, right, top, bottom, width: right - left, height: bottom - top};
  };
  const shown = [...document.querySelectorAll(targets)].filter(visible).map(area)
    .filter((box) => box.width > 2 && box.height > 2);
  const inSentence = (e) => getComputedStyle(e).display === "inline"
    && e.parentElement.textContent.trim().length > e.textContent.trim().length + 2;
  const small = shown.filter((box) => Math.min(box.width, box.height) < smallest - .5 && !inSentence(box.e));
  const alone = (box) => {
    const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
    return shown.every((other) => {
      if (other === box || other.e.contains(box.e) || box.e.contains(other.e)) return true;
      const dx = Math.max(other.left - x, 0, x - other.right), dy = Math.max(other.top - y, 0, y - other.bottom);
      return Math.hypot(dx, dy) >= smallest / 2 - .5;
    });
  };
  const crowded = small.filter((box) => !alone(box));
  const short = fingers
    ? shown.filter((box) => box.e.matches(controls) && !inSentence(box.e)
        && Math.min(box.height, box.width) < fingers - .5)
    : [];
  const words = (box) => `${box.e.tagName.toLowerCase()}.${box.e.className || box.e.name || ""} `
    + `“${(box.e.textContent || box.e.name || "").trim().slice(0, 30)}” `
    + `${Math.round(box.width)}×${Math.round(box.height)}`;
  return [...new Set([...crowded, ...short].map(words))];
}
"""
SHAPE = """
[...new Set([...document.querySelectorAll("body *")].map((e) => [e.tagName, e.type, e.role, ...e.classList].join(" ")))]
  .sort().join()
"""
AT_MOST = 4  # faults of one kind that are told


class Look:
    """One window, looked through page by page."""

    def __init__(self, page):
        self.page, self.said, self.been = page, [], set()
        page.add_init_script(NOTES)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.said.append(f"script: {error}"))
        page.on("response", self._see)

    def _hear(self, message):
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.said.append(f"console: {message.text[:200]}")

    def _see(self, response):
        if response.status >= 400 and response.request.resource_type != "document":
            self.said.append(f"{response.status} for {response.url}")

    def open(self, url):
        """Go there. Returns the status, or 0 for what is no page."""
        self.said.clear()
        answer = self.page.goto(url)
        self.been.add(self.page.url.partition("?")[0])
        return answer.status if "text/html" in answer.headers.get("content-type", "") else 0

    def leads_back(self, url):
        """Whether who goes there is led to a page that was open in this window before."""
        return self.page.request.get(url).url.partition("?")[0] in self.been

    def shape(self):
        """What the page is made of, without what it says: kinds of elements, and where it stands."""
        return self.page.evaluate(SHAPE)

    def faults(self, width, *, fingers=False, axe=True, again=False):
        """What is wrong with the page at this width; without `axe`, only what depends on the width.

        `again`: without what axe finds at every width alike.
        """
        self.page.set_viewport_size({"width": width, "height": 844 if width < 800 else 768})
        found = accessibility_faults(self.page, again=again)[:AT_MOST] if axe else []
        found += self.page.evaluate(TARGETS, [SMALLEST, SMALLEST_FOR_A_FINGER if fingers else 0])[:AT_MOST]
        return [*found, *self.overflow(width), *self.said, *self.page.evaluate("window.violations")]

    def overflow(self, width):
        """Whether the page is wider than the window, at that width."""
        self.page.set_viewport_size({"width": width, "height": 844 if width < 800 else 768})
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        return [f"{wide} wide in a window of {width}"] if wide > width else []
