// The standard reasons under one key each: 1 to 7, while no text box has the focus.
const form = document.querySelector("[data-amend]");
const reasons = [...form.querySelectorAll('input[name="standard"]')];
form.addEventListener("keydown", (event) => {
  const inText = event.target.matches('input[type="text"], input[type="time"], textarea, select');
  const reason = reasons[Number(event.key) - 1];
  if (inText || !reason || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  reason.checked = true;
  reason.focus();
});
