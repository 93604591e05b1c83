// What happens when somebody marks a pupil: guards, questions, undo. The network is the outbox's business.

import { element } from "./rows.js";

const SECOND_PRESS = 2_000; // ms within which the same key again means "yes, overwrite it"
const MOST_UNDONE = 60;
// What a refused mark needs so that it may stand, as the server calls it.
const WRITTEN = {
  reason: { label: "Reason for the change" },
  note: { label: "Note" },
  arrived: { label: "Time of arrival", type: "time" },
};

export class Marking {
  undone = []; // batches of {row, code, minutes}: what stood before

  constructor({ page, rows, outbox }) {
    Object.assign(this, { page, rows, outbox });
    outbox.addEventListener("settled", ({ detail }) => this.settled(detail));
  }

  // A key or a button. Returns true when the mark was taken (or stood already).
  press(row, code) {
    const answer = row.question?.choices.find((choice) => choice.key === code);
    if (answer) {
      answer.act();
      return true;
    }
    const why = code === row.planned?.code ? "" : this.refusal(code);
    if (why) return this.refuse(row, why);
    if (code === row.code) {
      row.hush();
      return true;
    }
    if (row.isPrefilled && !this.pressedTwice(row, code)) return this.guard(row, code);
    if (this.page.codes[code]?.detail && code !== row.planned?.code) return this.askDetail(row, code);
    this.take([[row, code]], { insist: row.isPrefilled });
    return true;
  }

  refusal(code) {
    if (!code) return "";
    const known = this.page.codes[code];
    return known ? known.why : `${code} is not an attendance code. Choose one from the code list.`;
  }

  refuse(row, words) {
    row.say({ kind: "refused", words, choices: [{ label: "OK", act: () => this.settle(row) }] });
    row.paint();
    return false;
  }

  pressedTwice(row, code) {
    return row.guarded?.code === code && Date.now() < row.guarded.until;
  }

  // "Noah is down as M, dentist to 11:00. Press again to mark present."
  guard(row, code) {
    row.guarded = { code, until: Date.now() + SECOND_PRESS };
    const { planned, mark } = row;
    const theirs = mark.code || planned.code;
    const down = mark.code
      ? `${mark.name} marked ${mark.code} ${this.page.timeOf(mark.at)}.`
      : `${row.name.split(" ")[0]} is down as ${planned.words}.`;
    row.say({
      kind: "guard",
      words: `${down} Press again to ${code ? `mark ${this.inWords(code)}` : "clear it"}.`,
      choices: [
        { label: `Keep ${theirs}`, act: () => this.settle(row) },
        { label: code ? `Use ${code}` : "Clear", act: () => this.take([[row, code]], { insist: true }) },
      ],
    });
    return false;
  }

  inWords(code) {
    return code === this.page.present ? "present" : code === "N" ? "absent" : code === "L" ? "late" : code;
  }

  askDetail(row, code) {
    const what = this.page.codes[code].detail;
    return this.askFor(row, {
      words: `${code} needs ${what}:`, label: what, code,
      send: (note) => this.take([[row, code]], { insist: row.isPrefilled, note }),
    });
  }

  // A question whose answer is written: a note, a reason, a time of arrival.
  askFor(row, { words, label, code, send, type = "text" }) {
    const field = element("input", { className: "row__detail", maxLength: 300, type });
    field.setAttribute("aria-label", `${label}, ${row.name}`);
    const save = () => {
      const text = field.value.trim();
      if (!text) return field.focus();
      row.box.focus();
      send(text);
    };
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      save();
    });
    const choices = [{ label: code ? `Save ${code}` : "Clear", act: save }, { label: "Cancel", act: () => this.settle(row) }];
    row.say({ kind: "guard", words, field, choices });
    row.paint();
    if (row.item.contains(document.activeElement)) field.focus();
    return false;
  }

  // Take marks as one thing that can be undone as one.
  take(pairs, { insist = false, note = "", minutes } = {}) {
    this.undone.push(pairs.map(([row]) => ({ row, code: row.code, minutes: row.shown.minutes ?? null })));
    if (this.undone.length > MOST_UNDONE) this.undone.shift();
    for (const [row, code] of pairs) {
      const late = minutes !== undefined ? minutes : this.page.minutesNow();
      this.write(row, { code, minutes: code === "L" ? late : null, insist, note });
    }
    this.page.offerUndo(pairs);
  }

  write(row, { code, minutes = null, insist = false, note = "", reason = "", arrived = null }) {
    const { date, session, groupName } = this.page;
    row.hush();
    row.guarded = null;
    row.unsaved = this.outbox.record({
      pupil: row.pupil, name: row.name, group: groupName, date, session, code, minutes,
      arrived, note, reason, base_rev: row.mark.rev, insist,
    });
    row.paint();
  }

  // The minutes of somebody who is marked L already.
  setMinutes(row, text) {
    const minutes = text.trim() === "" ? null : Number(text);
    if (row.code !== "L" || minutes === (row.shown.minutes ?? null)) return;
    if (minutes !== null && !(Number.isInteger(minutes) && minutes > 0 && minutes < 481)) {
      this.refuse(row, "Minutes late are a whole number from 1 to 480.");
      return;
    }
    this.take([[row, "L"]], { minutes });
  }

  undo() {
    const batch = this.undone.pop();
    if (!batch) return null;
    for (const { row, code, minutes } of batch) this.write(row, { code, minutes, insist: true });
    this.page.offerUndo(null);
    return batch[0].row;
  }

  blanksPresent() {
    const blanks = this.rows.filter((row) => row.isBlank);
    if (blanks.length) this.take(blanks.map((row) => [row, this.page.present]));
    return blanks.length;
  }

  copyMorning() {
    const blanks = this.rows.filter((row) => row.isBlank && row.copy);
    if (blanks.length) this.take(blanks.map((row) => [row, row.copy]));
    return blanks.length;
  }

  // A question answered with "leave it": nothing is sent.
  settle(row) {
    this.outbox.drop((op) => op.state !== "waiting" && op.pupil === row.pupil && this.isHere(op));
    row.guarded = null;
    row.hush();
    row.paint();
    this.page.changed();
  }

  isHere(op) {
    return op.date === this.page.date && op.session === this.page.session;
  }

  // The server answered for one operation.
  settled({ op, result }) {
    const row = this.isHere(op) && this.rows.find((known) => known.pupil === op.pupil);
    if (!row) return this.page.elsewhere(op, result);
    if (result.mark) row.learn(result.mark);
    this.repaint(row);
    if (row.unsaved) return;
    if (result.outcome !== "saved" || !result.mark || result.mark.code === op.code) return;
    this.tellNews(row, row.isOwn ? `${op.code} was saved as ${result.mark.code}, by the time of arrival.` : undefined);
  }

  // Paint what waits, or the question or refusal that came back for it.
  repaint(row) {
    const op = this.outbox.latest(row.pupil, this.page.date, this.page.session);
    row.unsaved = op?.state === "waiting" ? op : null;
    if (op?.state === "conflict") this.askWhich(row, op);
    if (op?.state === "refused") this.refuseOp(row, op);
    row.paint();
  }

  askWhich(row, op) {
    const theirs = op.result.mark?.code ?? row.planned?.code ?? "";
    row.say({
      kind: "conflict",
      words: op.result.words || this.news(row),
      choices: [
        { label: theirs ? `Keep ${theirs}` : "Keep it blank", key: theirs, act: () => this.settle(row) },
        {
          label: op.code ? `Use ${op.code}` : "Clear", key: op.code,
          act: () => this.write(row, { code: op.code, minutes: op.minutes, insist: true, note: op.note }),
        },
      ],
    });
  }

  refuseOp(row, op) {
    const { words, who_can_fix: helper, needs } = op.result;
    const what = WRITTEN[needs];
    if (what) {
      const again = (text) => this.write(row, { ...op, [needs]: text, minutes: needs === "arrived" ? null : op.minutes });
      return this.askFor(row, { words, code: op.code, send: again, ...what });
    }
    const said = [`${op.code || "Clearing"} was not saved.`, words, helper].filter(Boolean).join(" ");
    row.say({ kind: "refused", words: said, choices: [{ label: "OK", act: () => this.settle(row) }] });
    return false;
  }

  // Somebody else's mark came in by the poll.
  heard(row, mark) {
    const before = row.mark;
    if (!row.learn(mark)) return;
    const stale = Boolean(row.guarded); // the question names a mark that stands no longer
    if (stale) this.settle(row);
    this.repaint(row);
    row.flash();
    if (!row.unsaved && !row.question && (stale || before.code) && mark.name !== this.page.who) this.tellNews(row);
  }

  tellNews(row, words = this.news(row)) {
    row.say({ kind: "news", words, choices: [{ label: "OK", act: () => row.hush() }] });
  }

  news(row) {
    const { code, minutes, name, at } = row.mark;
    const late = minutes ? ` (${minutes} min)` : "";
    return `${name} ${code ? `marked ${code}` : "cleared the mark"} ${this.page.timeOf(at)}${late}.`;
  }
}
