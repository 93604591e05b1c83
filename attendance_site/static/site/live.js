// A list that renews itself: it waits while somebody is in it, and says so when it can no longer renew itself.
// A patient one (data-live-patient) waits as long as somebody is in it or has begun to write there.
const WAITS_AT_MOST = 3; // renewals left out because somebody is in the list

for (const region of document.querySelectorAll("[data-live]")) watch(region.id);

// Whether something was typed or chosen there, or a part was opened by hand and not closed again.
function isBegun(region) {
  const fields = [...region.querySelectorAll("input:not([type=hidden]), textarea")];
  const choices = [...region.querySelectorAll("select")];
  const parts = [...region.querySelectorAll("details[open]:not([data-open])")];
  return fields.some((field) => field.value !== field.defaultValue)
    || choices.some((choice) => [...choice.options].some((one) => one.selected && !one.defaultSelected && one.index > 0))
    || parts.length > 0;
}

function watch(id) {
  const spoken = document.querySelector(`[data-live-spoken="${id}"]`);
  const stale = document.querySelector(`[data-live-stale="${id}"]`);
  let waited = 0;
  const here = () => document.getElementById(id);
  const isOurs = (event) => event.target === here() || here()?.contains(event.target);

  document.addEventListener("htmx:before:request", (event) => {
    if (!isOurs(event)) return;
    if (event.target !== here()) return; // what somebody presses in the list goes at once
    const patient = here().hasAttribute("data-live-patient");
    const someoneIsIn = here().contains(document.activeElement) || (patient && isBegun(here()));
    if (someoneIsIn && (patient || waited < WAITS_AT_MOST)) {
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
