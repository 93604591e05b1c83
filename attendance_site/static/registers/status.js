// The words at the top of the register: what is saved, what waits, who has to do something about it.

import { element } from "./rows.js";

const many = (count) => (count === 1 ? "1 mark" : `${count} marks`);

export class Status {
  saved = ""; // time of day of the last acknowledgement

  constructor({ page, outbox, rows, parts }) {
    Object.assign(this, { page, outbox, rows }, parts);
  }

  paint() {
    this.paintState();
    this.paintBar();
    this.paintCounts();
    this.paintLast();
  }

  paintState() {
    const waiting = this.outbox.size;
    const looks = waiting ? (this.outbox.trouble ? "trouble" : "saving") : "saved";
    this.state.dataset.state = looks;
    const text = this.words(waiting, looks);
    if (this.state.textContent === text) return;
    this.state.textContent = text;
    clearTimeout(this.soon);
    this.soon = setTimeout(() => (this.spoken.textContent = this.state.textContent), 1_200);
  }

  words(waiting, looks) {
    if (looks === "saving") return `Saving ${waiting}`;
    if (looks === "trouble") return `Not saved yet: ${waiting}`;
    if (this.saved) return `All marks saved ${this.saved}`;
    return this.rows.some((row) => row.mark.rev) ? "All marks saved" : "Marks save by themselves";
  }

  paintBar() {
    const content = this.trouble();
    this.bar.hidden = !content;
    if (content) this.bar.replaceChildren(...content);
  }

  trouble() {
    const { trouble, size, words } = this.outbox;
    const kept = this.page.durable ? `${many(this.outbox.kept)} kept on this device` : `${many(size)} kept on this page only: do not close it`;
    if (trouble === "offline") {
      if (!size) return ["Offline. Marks that you make now are kept on this device."];
      return [`Offline: ${kept}`, element("span", { className: "bar__more", textContent: " and sent by themselves, as soon as the server answers." })];
    }
    if (trouble === "signed out") {
      const link = element("a", { href: this.page.urls.signIn, target: "_blank", rel: "opener", textContent: "Sign in in a new tab" });
      return [`You are signed out. ${size ? `${kept}. ` : ""}`, link, " as yourself, then come back: this page goes on by itself."];
    }
    if (trouble === "other person") return [`Somebody else is signed in on this device now. ${kept}, until ${this.page.who} signs in here again.`];
    if (trouble === "not permitted") return [`${words || "Your role does not include marking this register."} ${size ? kept : ""}`];
    return null;
  }

  paintCounts() {
    const counts = { present: 0, absent: 0, late: 0, elsewhere: 0, not_due: 0, planned: 0, blank: 0 };
    for (const row of this.rows) counts[this.kind(row)] += 1;
    for (const item of this.counts.querySelectorAll("[data-count]")) {
      const count = counts[item.dataset.count];
      item.querySelector("b").textContent = count;
      item.hidden = count === 0 && item.hasAttribute("data-if-any");
    }
    this.blanksButton.disabled = counts.blank === 0;
  }

  paintLast() {
    const made = (row) => (row?.mark.at ? Date.parse(row.mark.at) : 0);
    const last = this.rows.reduce((newest, row) => (made(row) > made(newest) ? row : newest), null);
    if (!last) return;
    const { code, name, at } = last.mark;
    const words = `Last change: ${last.name} ${code || "cleared"}, ${name} ${this.page.timeOf(at)}`;
    if (this.last.textContent !== words) this.last.textContent = words;
  }

  kind(row) {
    if (!row.code) return row.planned ? "planned" : "blank";
    return this.page.codes[row.code]?.counts ?? "absent";
  }
}
