// What this device keeps of marks that the server has not acknowledged: IndexedDB, written through to the disk.
// Every mark belongs to one owner (a person in one hat); nobody else's page sends it.

const NAME = "attendance-registers";

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("ops", { keyPath: "op" }).createIndex("owner", "owner");
      request.result.createObjectStore("meta");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const done = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });

class DiskStore {
  durable = true;
  queue = [];
  writing = false;

  constructor(database, owner) {
    this.database = database;
    this.owner = owner;
  }

  change(stores) {
    return this.database.transaction(stores, "readwrite", { durability: "strict" });
  }

  // The op with its client and its place in the order of everything this owner did here. Resolves once it is on disk.
  // What is keyed while the disk is busy goes down together in the next transaction.
  add(op) {
    return new Promise((resolve, reject) => {
      this.queue.push({ op, resolve, reject });
      this.writeQueue();
    });
  }

  async writeQueue() {
    if (this.writing) return;
    this.writing = true;
    while (this.queue.length) {
      const together = this.queue.splice(0);
      try {
        const kept = await this.write(together.map(({ op }) => op));
        together.forEach(({ resolve }, n) => resolve(kept[n]));
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    }
    this.writing = false;
  }

  async write(ops) {
    const change = this.change(["ops", "meta"]);
    const finished = done(change);
    const meta = change.objectStore("meta");
    const key = `device:${this.owner}`;
    const device = (await answer(meta.get(key))) ?? { client: crypto.randomUUID(), seq: 0 };
    const kept = ops.map((op) => ({ ...op, owner: this.owner, client: device.client, seq: (device.seq += 1) }));
    meta.put(device, key);
    for (const op of kept) change.objectStore("ops").put(op);
    await finished;
    return kept;
  }

  async put(op) {
    const change = this.change(["ops"]);
    change.objectStore("ops").put({ ...op, owner: this.owner });
    await done(change);
  }

  async remove(ids) {
    const change = this.change(["ops"]);
    for (const id of ids) change.objectStore("ops").delete(id);
    await done(change);
  }

  async mine() {
    const ops = this.database.transaction("ops").objectStore("ops");
    return (await answer(ops.index("owner").getAll(this.owner))).sort((a, b) => a.seq - b.seq);
  }

  // Names of other people whose marks wait here, with how many.
  async others() {
    const all = await answer(this.database.transaction("ops").objectStore("ops").getAll());
    const waiting = all.filter((op) => op.owner !== this.owner && op.state === "waiting");
    return Map.groupBy ? countBy(Map.groupBy(waiting, (op) => op.who)) : countBy(grouped(waiting));
  }

  async remember(key, value) {
    const change = this.change(["meta"]);
    change.objectStore("meta").put(value, key);
    await done(change);
  }

  recall(key) {
    return answer(this.database.transaction("meta").objectStore("meta").get(key));
  }
}

const countBy = (groups) => new Map([...groups].map(([who, ops]) => [who, ops.length]));

function grouped(ops) {
  const groups = new Map();
  for (const op of ops) groups.set(op.who, [...(groups.get(op.who) ?? []), op]);
  return groups;
}

// Where the browser keeps nothing (a private window of some browsers): marks live as long as the page.
class MemoryStore {
  durable = false;
  client = crypto.randomUUID();
  seq = 0;
  meta = new Map();

  constructor(owner) {
    this.owner = owner;
  }

  async add(op) {
    this.seq += 1;
    return { ...op, owner: this.owner, client: this.client, seq: this.seq };
  }

  async put() {}

  async remove() {}

  async mine() {
    return [];
  }

  async others() {
    return new Map();
  }

  async remember(key, value) {
    this.meta.set(key, value);
  }

  async recall(key) {
    return this.meta.get(key);
  }
}

export async function openStore(owner) {
  try {
    return new DiskStore(await opened(), owner);
  } catch {
    return new MemoryStore(owner);
  }
}

// How many marks wait on this device, whoever made them and whichever page asks.
export async function waitingOnDevice() {
  try {
    const database = await opened();
    const all = await answer(database.transaction("ops").objectStore("ops").getAll());
    database.close();
    return all.filter((op) => op.state === "waiting").length;
  } catch {
    return 0;
  }
}
