// How much has been written, beside a box that takes only so much: figures only, so that every language reads them.
for (const shown of document.querySelectorAll("[data-count-of]")) {
  const box = document.getElementById(shown.dataset.countOf);
  if (!box) continue;
  const most = Number(box.dataset.counts);
  const show = () => (shown.textContent = `${box.value.length} / ${most}`);
  box.addEventListener("input", show);
  show();
}
