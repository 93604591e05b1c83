// The board by keys: on a child's name the arrow keys go to the next name and the one before, Home and End to the first
// and last; after a press the focus stays with the child, so that nobody has to find the place again.
const NAMES = ".find h3 a, .find--done a";

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || !event.target.matches(NAMES)) return;
  const names = [...document.querySelectorAll(NAMES)];
  const here = names.indexOf(event.target);
  const there = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: names.length - 1 }[event.key];
  if (there === undefined || !names[there]) return;
  event.preventDefault();
  names[there].focus();
});

let pressed = "";

document.addEventListener("htmx:before:request", (event) => {
  const row = event.target.closest?.(".find");
  if (row && row.contains(document.activeElement)) pressed = row.id;
});

document.addEventListener("htmx:after:swap", () => {
  if (!pressed) return;
  const row = document.getElementById(pressed);
  pressed = "";
  if (row && document.activeElement === document.body) row.querySelector("h3 a, a")?.focus();
});
