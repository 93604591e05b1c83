// Other people's marks: the state of this register, asked for every 15 seconds while somebody looks at the page.

const EVERY = 15_000;
const PATIENCE = 8_000;

export class Watch {
  tag = "";
  timer = 0;
  asking = false;

  constructor({ url, heard, failed }) {
    Object.assign(this, { url, heard, failed });
    document.addEventListener("visibilitychange", () => this.look());
    window.addEventListener("online", () => this.look());
  }

  async look({ fresh = false } = {}) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), EVERY);
    if (document.visibilityState === "hidden" || this.asking) return;
    this.asking = true;
    try {
      await this.ask(fresh);
    } catch {
      this.failed(0);
    }
    this.asking = false;
  }

  async ask(fresh) {
    const response = await fetch(this.url, {
      credentials: "same-origin",
      cache: "no-store",
      headers: this.tag && !fresh ? { "If-None-Match": this.tag } : {},
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.status === 304) return this.heard(null);
    if (!response.ok) return this.failed(response.status);
    const state = await response.json();
    this.tag = response.headers.get("ETag") ?? "";
    this.heard(state);
  }
}
