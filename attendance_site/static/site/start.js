// Starts the kit's own behaviours (error summary focus, tabs, character count) on every page.
import { initAll } from "../vendor/govuk/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// An open menu or person panel closes with Escape, or when somebody clicks elsewhere.
const pop = "details.site-menu[open], details.person[open], details.drop[open]";
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll(pop)) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll(pop)) if (!open.contains(event.target)) open.open = false;
});

// Buttons that print, and selects that send their filter form, need script: without it they are not shown or not needed.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A form sent twice by an impatient double click is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-repeatable")) return;
  if (form.dataset.sent) event.preventDefault();
  else form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 2000);
});

// Marks that still wait on this device are asked about before somebody signs out. The register page asks by itself.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-sign-out], [data-lock]")) return;
  event.preventDefault();
  const leaving = await import("../registers/leaving.js").catch(() => null);
  if (leaving) leaving.leave(form);
  else form.submit();
});
