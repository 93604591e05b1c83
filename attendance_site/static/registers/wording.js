// What a wording may name becomes a button that puts it where the cursor stands; without this it is typed.

for (const list of document.querySelectorAll("[data-fields]")) {
  const area = document.getElementById(list.dataset.fields);
  if (!area) continue;
  let last = area;
  for (const field of area.form.querySelectorAll("textarea, input[name=subject]")) {
    field.addEventListener("focus", () => (last = field));
  }
  for (const words of list.querySelectorAll("[data-insert]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = words.className;
    button.textContent = words.textContent;
    button.addEventListener("click", () => {
      last.setRangeText(words.dataset.insert, last.selectionStart, last.selectionEnd, "end");
      last.focus();
    });
    words.replaceWith(button);
  }
  const hint = list.querySelector(".govuk-hint");
  if (hint) hint.textContent = "Press one to put it where the cursor stands, or type it with both pairs of braces.";
}
