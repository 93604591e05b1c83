// The board draws itself anew every 15 seconds: the same page, fetched again, its list taken over.

const EVERY = 15_000;

async function refresh() {
  if (document.visibilityState === "hidden") return;
  const response = await fetch(location.href, {
    credentials: "same-origin", cache: "no-store", headers: { "X-Polling": "1" }, signal: AbortSignal.timeout(8_000),
  });
  if (!response.ok || response.redirected) throw new Error("no board");
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const id of ["board", "board-total"]) {
    const [old, next] = [document.getElementById(id), fresh.getElementById(id)];
    if (old && next && old.textContent !== next.textContent) old.replaceWith(document.adoptNode(next));
  }
}

const old = (isOld) => (document.getElementById("board-old").hidden = !isOld);
setInterval(() => refresh().then(() => old(false), () => old(true)), EVERY);
