// The outbox: marks go to the device first and to the server next, and leave only when the server acknowledged them.
//
// Events: "change" (what waits, or how it goes, changed), "settled" (detail: op and the server's result),
// "answer" (detail: the server's time of day and ours, whenever it answered).

const PATIENCE = 8_000; // ms for one answer
const FIRST_WAIT = 1_000; // ms before the first new try; doubles ...
const LONGEST_WAIT = 15_000; // ... up to this
const MOST_AT_ONCE = 100; // marks in one request

export class Outbox extends EventTarget {
  ops = new Map(); // id of the operation -> operation, in the order of making
  trouble = ""; // "", "offline", "signed out", "other person", "not permitted"
  words = ""; // what the server said about it
  busy = false;
  again = false;
  wait = FIRST_WAIT;
  timer = 0;
  most = MOST_AT_ONCE; // operations in the next request

  constructor({ store, url, csrf, post, who }) {
    super();
    Object.assign(this, { store, url, csrf, post, who });
    for (const [target, name] of [[window, "online"], [window, "pageshow"], [document, "visibilitychange"]]) {
      target.addEventListener(name, () => document.visibilityState === "visible" && this.hurry());
    }
    window.addEventListener("offline", () => this.size && this.report("offline"));
    window.addEventListener("beforeunload", (event) => {
      if (this.size && !this.leaving) event.preventDefault();
    });
  }

  // Marks that the server has not acknowledged.
  get size() {
    let waiting = 0;
    for (const op of this.ops.values()) waiting += op.state === "waiting";
    return waiting;
  }

  // Of those, the ones that are on disk: only they are said to be kept.
  get kept() {
    let kept = 0;
    for (const op of this.ops.values()) kept += op.state === "waiting" && Boolean(op.seq);
    return kept;
  }

  // The newest operation kept for that pupil and session: waiting, or with a question or a refusal to show.
  latest(pupil, date, session) {
    let found;
    for (const op of this.ops.values()) {
      if (op.pupil === pupil && op.date === date && op.session === session) found = op;
    }
    return found;
  }

  // What earlier pages left on this device.
  async load() {
    for (const op of await this.store.mine()) if (!this.ops.has(op.op)) this.ops.set(op.op, op);
    this.tell("change");
    this.hurry();
  }

  // Take a mark. It is counted as waiting before this returns; then it is written to disk and sent.
  record(mark) {
    const op = { ...mark, op: crypto.randomUUID(), who: this.who, at: new Date().toISOString(), state: "waiting" };
    this.drop((old) => old.state !== "waiting" && sameSession(old, op));
    this.ops.set(op.op, op);
    this.tell("change");
    this.keep(op);
    return op;
  }

  async keep(op) {
    try {
      Object.assign(op, await this.store.add(op));
    } catch {
      // A full disk must not stop the register: the mark stays on the page and goes out from there.
      Object.assign(op, { client: this.store.client ?? (this.spare ??= crypto.randomUUID()), seq: Date.now() });
    }
    this.tell("change");
    this.flush();
  }

  // Forget answered operations (a question settled, a refusal read).
  drop(which) {
    const gone = [...this.ops.values()].filter(which).map((op) => op.op);
    for (const id of gone) this.ops.delete(id);
    if (gone.length) this.store.remove(gone).catch(() => {});
  }

  // Try at once, whatever the waiting time says.
  hurry() {
    this.wait = FIRST_WAIT;
    this.flush();
  }

  async flush() {
    if (this.busy) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    const batch = this.batch();
    if (!batch.length) return;
    this.busy = true;
    this.again = false;
    const went = await this.send(batch).catch(() => this.report("offline"));
    this.busy = false;
    if (went) {
      this.wait = FIRST_WAIT;
      if (this.batch().length) this.flush();
      return;
    }
    this.timer = setTimeout(() => this.flush(), this.again ? FIRST_WAIT : this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    this.tell("change");
  }

  // The oldest operations that are on disk and wait; one request speaks for one client.
  batch() {
    const ready = [...this.ops.values()].filter((op) => op.state === "waiting" && op.seq);
    ready.sort((a, b) => a.seq - b.seq);
    return ready.filter((op) => op.client === ready[0].client).slice(0, this.most);
  }

  async send(batch) {
    const response = await fetch(this.url, {
      method: "POST",
      credentials: "same-origin",
      cache: "no-store",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf() },
      body: JSON.stringify({
        client: batch[0].client,
        post: this.post,
        now: new Date().toISOString(),
        ops: batch.map(onTheWire),
      }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.status === 400) return this.notUnderstood(batch);
    if (response.status !== 200 && response.status !== 422) return this.turnedAway(response);
    const answer = await response.json();
    this.most = MOST_AT_ONCE;
    const settled = await this.settle(batch, answer.results);
    if (!settled) return this.report("offline"); // not an answer to what was asked: try again, but not at once
    this.tell("answer", answer);
    this.trouble = "";
    this.tell("change");
    return true;
  }

  // One operation that cannot be read must not hold up the others: they go one by one until it is found.
  async notUnderstood(batch) {
    if (batch.length === 1) {
      const result = { op: batch[0].op, outcome: "refused", words: "The server could not read this mark.", who_can_fix: "Mark the pupil again." };
      await this.settle(batch, [result]);
    }
    this.most = 1;
    return true;
  }

  async turnedAway(response) {
    const said = await response.json().catch(() => ({}));
    const words = [said.words ?? said.detail, said.who_can_fix].filter(Boolean).join(" ");
    if (response.status === 401) return this.report(said.reason === "other_post" ? "other person" : "signed out", words);
    if (response.status === 403) {
      this.tell("stale"); // a new sign-in has a new CSRF token: it is fetched with the register's state
      return this.report("not permitted", words);
    }
    return this.report("offline", words);
  }

  report(trouble, words = "") {
    this.trouble = trouble;
    this.words = words;
    this.tell("change");
    return false;
  }

  async settle(batch, results) {
    const answered = new Map(results.map((result) => [result.op, result]));
    const gone = [];
    const kept = [];
    for (const op of batch) {
      const result = unwrapped(answered.get(op.op));
      if (!result || result.outcome === "not_saved") continue;
      if (result.outcome === "conflict" || result.outcome === "refused") {
        Object.assign(op, { state: result.outcome, result });
        kept.push(op);
      } else {
        this.ops.delete(op.op);
        gone.push(op.op);
      }
      this.tell("settled", { op, result });
    }
    await Promise.all([gone.length && this.store.remove(gone), ...kept.map((op) => this.store.put(op))]).catch(() => {});
    return gone.length + kept.length > 0;
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

const sameSession = (a, b) => a.pupil === b.pupil && a.date === b.date && a.session === b.session;

// A retry is answered "duplicate" with what became of the first try.
const unwrapped = (result) =>
  result?.outcome === "duplicate" && result.first ? { ...result, outcome: result.first } : result;

const onTheWire = ({ op, seq, pupil, date, session, code, minutes, arrived, note, reason, base_rev, at, insist }) => ({
  op, seq, pupil, date, session, code, minutes, arrived, note, reason, base_rev, at, insist,
});
