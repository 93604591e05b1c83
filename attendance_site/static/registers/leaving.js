// Nobody signs out of this device by accident while marks on it have not reached the server.
// `send` tries to send what waits (on the register page); elsewhere marks can only be counted.

import { wipe } from "./offline.js";
import { element } from "./rows.js";
import { waitingOnDevice } from "./store.js";

function ask(waiting, go) {
  const many = waiting === 1 ? "1 mark has" : `${waiting} marks have`;
  const stay = element("button", { type: "button", className: "govuk-button", textContent: "Stay, and keep trying" });
  const leave = element("button", {
    type: "button", className: "govuk-button govuk-button--secondary", textContent: "Sign out and leave them here",
  });
  const title = element("h2", { id: "leaving-title", textContent: `${many} not reached the server` });
  const words = element("p", {
    textContent: "They stay on this device, and are sent only after the person who made them signs in here again.",
  });
  const dialog = element("dialog", { className: "leaving" }, title, words, element("div", { className: "button-row" }, stay, leave));
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.addEventListener("close", () => dialog.remove());
  stay.addEventListener("click", () => dialog.close());
  leave.addEventListener("click", () => {
    dialog.close();
    go();
  });
  document.body.append(dialog);
  dialog.showModal();
}

export async function leave(form, { send = async () => {}, leaving = () => {} } = {}) {
  const go = async () => {
    leaving();
    await wipe();
    form.submit();
  };
  await send();
  const waiting = await waitingOnDevice();
  if (waiting) ask(waiting, go);
  else go();
}
