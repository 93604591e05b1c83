// A list that renews itself: it waits while somebody is in it, and says so when it can no longer renew itself.
const WAITS_AT_MOST = 3; // renewals left out because somebody is in the list

for (const region of document.querySelectorAll("[data-live]")) watch(region.id);

function watch(id) {
  const spoken = document.querySelector(`[data-live-spoken="${id}"]`);
  const stale = document.querySelector(`[data-live-stale="${id}"]`);
  let waited = 0;
  const here = () => document.getElementById(id);
  const isOurs = (event) => event.target === here() || here()?.contains(event.target);

  document.addEventListener("htmx:before:request", (event) => {
    if (!isOurs(event)) return;
    const someoneIsIn = here().contains(document.activeElement);
    if (someoneIsIn && waited < WAITS_AT_MOST) {
      waited += 1;
      event.preventDefault();
    } else waited = 0;
  });

  document.addEventListener("htmx:after:request", (event) => {
    if (!isOurs(event)) return;
    const answer = event.detail.ctx.response;
    const fresh = answer.status === 200 && !answer.raw.redirected;
    if (!fresh) event.preventDefault();
    say(fresh);
  });
  document.addEventListener("htmx:error", (event) => isOurs(event) && say(false));
  document.addEventListener("htmx:after:swap", () => {
    const words = here()?.querySelector("[data-live-words]")?.textContent.trim();
    if (spoken && words && spoken.textContent !== words) spoken.textContent = words;
  });

  function say(fresh) {
    if (stale) stale.hidden = fresh;
  }
}
