// Ticks of the fire roll that the server has not acknowledged, kept on this device until it has. They belong to the
// person in the hat who made them: nobody else's page sends them. Kept apart from marks, which have rules of their own.

const NAME = "attendance-on-site";
const PATIENCE = 8_000; // ms for one answer
const MOST_AT_ONCE = 200;

const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const done = (change) =>
  new Promise((resolve, reject) => {
    change.oncomplete = () => resolve();
    change.onabort = change.onerror = () => reject(change.error);
  });

async function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore("ticks", { keyPath: "n", autoIncrement: true });
  return answer(request);
}

export class Ticks {
  waiting = [];
  acknowledged = []; // done by the server, but newer than the last state that it told us
  sending = null; // what flush resolves to, while it sends

  constructor({ url, owner, csrf, changed }) {
    Object.assign(this, { url, owner, csrf, changed });
    this.client = crypto.randomUUID();
    this.database = opened().catch(() => null); // a private window keeps them as long as the page lives
  }

  async load() {
    const database = await this.database;
    if (database) {
      const all = await answer(database.transaction("ticks").objectStore("ticks").getAll());
      this.waiting = all.filter((tick) => tick.owner === this.owner);
    }
    this.changed();
    return this.flush();
  }

  get recent() {
    return [...this.acknowledged, ...this.waiting];
  }

  // What this device knows and the server has not told yet: the newest tick of each pupil.
  latest() {
    return new Map(this.recent.filter((tick) => tick.pupil).map((tick) => [tick.pupil, tick]));
  }

  get starting() {
    return this.recent.some((tick) => tick.kind === "start" || tick.kind === "evacuate");
  }

  // A state asked for after these were acknowledged has come: it holds them.
  confirm(ticks) {
    this.acknowledged = this.acknowledged.filter((tick) => !ticks.includes(tick));
  }

  async add(kind, pupil = null) {
    const tick = { op: crypto.randomUUID(), kind, pupil, at: new Date().toISOString(), owner: this.owner };
    this.waiting.push(tick);
    this.changed();
    const database = await this.database;
    if (database) {
      const change = database.transaction("ticks", "readwrite", { durability: "strict" });
      answer(change.objectStore("ticks").add(tick)).then((n) => (tick.n = n), () => {});
      await done(change).catch(() => {});
      if (!this.waiting.includes(tick)) await this.forget([tick]); // sent before it was kept
    }
    return this.flush();
  }

  // Sends what waits, oldest first. Resolves once nothing waits any more to "", or to what is in the way: offline, signed
  // out, refused. Whoever calls while it sends waits for the same end, so that nobody asks for a state without the tick.
  flush() {
    this.sending ??= this.sendAll().finally(() => (this.sending = null));
    return this.sending;
  }

  async sendAll() {
    while (this.waiting.length) {
      const trouble = await this.send(this.waiting.slice(0, MOST_AT_ONCE)).catch(() => "offline");
      this.changed(trouble);
      if (trouble) return trouble;
    }
    return "";
  }

  async send(batch) {
    const response = await fetch(this.url, {
      method: "POST",
      credentials: "same-origin",
      cache: "no-store",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf() },
      body: JSON.stringify({
        client: this.client,
        now: new Date().toISOString(),
        ops: batch.map(({ op, kind, pupil, at }) => ({ op, kind, pupil, at })),
      }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.status === 401 || response.status === 403) return "signed out";
    if (!response.ok) return "offline";
    const { results } = await response.json();
    const refused = new Set(results.filter((result) => result.outcome === "refused").map((result) => result.op));
    this.acknowledged.push(...batch.filter((tick) => !refused.has(tick.op)));
    await this.forget(batch);
    return results.find((result) => result.outcome === "refused")?.words ?? "";
  }

  async forget(batch) {
    const gone = new Set(batch.map((tick) => tick.op));
    this.waiting = this.waiting.filter((tick) => !gone.has(tick.op));
    const database = await this.database;
    if (!database) return;
    const change = database.transaction("ticks", "readwrite");
    for (const tick of batch) if (tick.n) change.objectStore("ticks").delete(tick.n);
    await done(change).catch(() => {});
  }
}
