// One pupil's row: what the server knows, what waits here, and the question or refusal that stands under it.

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export class Row {
  question = null; // {kind, words, choices: [{label, key, act}]}
  unsaved = null; // the operation that waits

  constructor(item, page) {
    this.item = item;
    this.page = page;
    this.pupil = Number(item.dataset.pupil);
    this.name = item.dataset.name;
    this.planned = item.dataset.planned ? { code: item.dataset.planned, words: item.dataset.plannedWords } : null;
    this.copy = item.dataset.copy ?? "";
    this.box = item.querySelector(".row__mark");
    this.seen = item.querySelector(".row__seen");
    this.minutes = item.querySelector(".row__minutes");
    this.minutesBox = this.minutes.querySelector("input");
    this.buttons = [...item.querySelectorAll(".row__buttons button[data-code]")];
    this.plan = item.querySelector(".flag--planned");
    this.who = item.querySelector(".row__who");
    this.ask = item.querySelector(".row__ask");
    this.mark = {
      code: item.dataset.code,
      minutes: item.dataset.minutes ? Number(item.dataset.minutes) : null,
      rev: Number(item.dataset.rev),
      name: item.dataset.by,
      at: item.dataset.at,
      source: item.dataset.source,
    };
    if (!this.ask.hidden) this.ask.classList.add("row__ask--from-server");
  }

  get shown() {
    return this.unsaved ?? this.mark;
  }

  get code() {
    return this.shown.code;
  }

  get isBlank() {
    return !this.code && !this.planned;
  }

  // Somebody else's mark, or a plan: a stream of keys passes it by, and one press does not overwrite it.
  get isPrefilled() {
    if (this.unsaved) return false;
    return this.mark.code ? !this.isOwn : Boolean(this.planned);
  }

  get isOwn() {
    return this.mark.name === this.page.who;
  }

  // A newer state from the server; true when the mark is another than the one shown before.
  learn(mark) {
    if (mark.rev <= this.mark.rev) return false;
    const before = this.mark;
    this.mark = { ...mark, code: mark.code ?? "" };
    return before.code !== this.mark.code || before.minutes !== this.mark.minutes;
  }

  // What the office has planned since, or taken back.
  learnPlan(planned) {
    if (this.page.kept || (planned?.code === this.planned?.code && planned?.words === this.planned?.words)) return;
    this.planned = planned;
    this.box.placeholder = planned?.code ?? "";
    this.plan.textContent = planned ? `planned: ${planned.words}` : "";
    this.plan.hidden = !planned;
    this.paint();
  }

  paint() {
    const { code, minutes } = this.shown;
    this.box.value = code;
    this.seen.value = `${this.mark.rev}:${this.mark.code}:${this.mark.minutes ?? ""}`;
    this.item.dataset.look = code ? (this.page.codes[code]?.look ?? "") : this.planned ? "planned" : "blank";
    this.item.classList.toggle("is-unsaved", Boolean(this.unsaved));
    const other = Boolean(code || this.planned) && !this.buttons.some((button) => button.dataset.code === code);
    this.item.classList.toggle("has-other-code", other);
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.code === code));
    this.minutes.hidden = code !== "L";
    if (document.activeElement !== this.minutesBox) this.minutesBox.value = minutes ?? "";
    this.paintWho();
  }

  paintWho() {
    const { code, name, at } = this.mark;
    const words = this.unsaved ? "not saved yet" : code || this.mark.rev ? `${name} ${this.page.timeOf(at)}` : "";
    const shown = !this.unsaved && this.mark.rev && !code ? `cleared by ${words}` : words;
    if (this.who.textContent === shown) return;
    if (this.page.urls.history && this.mark.rev && this.who.localName === "span") this.linkHistory();
    this.who.textContent = shown;
  }

  linkHistory() {
    const link = element("a", { className: "row__who", href: this.page.urls.history.replace("/0/", `/${this.pupil}/`) });
    this.who.replaceWith(link);
    this.who = link;
  }

  // Half-typed: C, waiting for C1 or C2.
  paintWaiting(first) {
    this.box.value = first;
  }

  flash() {
    this.item.classList.remove("is-news");
    void this.item.offsetWidth;
    this.item.classList.add("is-news");
  }

  // Put a question, a refusal or news under the row; each choice is a button, and its key works in the mark box.
  say({ kind, words, choices = [], field = null }) {
    this.question = { kind, choices };
    const buttons = choices.map(({ label, act }) => {
      const button = element("button", { type: "button", className: "quiet-button", textContent: label });
      button.addEventListener("click", act);
      return button;
    });
    this.ask.className = `row__ask row__ask--${kind}`;
    this.ask.replaceChildren(element("span", { textContent: words }), ...(field ? [field] : []), ...buttons);
    this.ask.hidden = false;
    this.page.announce(`${this.name}: ${words}`);
  }

  hush() {
    this.question = null;
    this.ask.hidden = true;
    this.ask.replaceChildren();
  }
}
