// What a key means in a mark box. Pure: no page, no network.

const PRESENT = new Set(["/", "\\", "P", " "]);
const ABSENT = new Set(["N", "A"]);
const MOVES = { Enter: "next", ArrowDown: "next", ArrowUp: "previous", ArrowLeft: "left", ArrowRight: "right" };
const CLEARS = new Set(["Backspace", "Delete"]);

// `first`: a letter typed before that waits for its second key. `codes`: every code that a mark of the day may carry.
// Returns {does: "mark", code}, {does: "wait", first}, {does: a move, "clear" or "undo"}, or null for "not ours".
export function meaning(key, { first = "", codes, present, ctrl = false, alt = false, meta = false }) {
  if (ctrl && !alt && !meta && key.toLowerCase() === "z") return { does: "undo" };
  if (ctrl || alt || meta) return null;
  if (key === "Escape" && first) return { does: "forget" };
  if (key in MOVES) return first && (key === "Enter" || key === "ArrowDown") ? { does: "mark", code: first } : { does: MOVES[key] };
  if (CLEARS.has(key)) return { does: first ? "forget" : "clear" };
  if (key.length !== 1) return null;
  return letter(key.toUpperCase(), { first, codes, present });
}

function letter(typed, { first, codes, present }) {
  if (first && codes.includes(first + typed)) return { does: "mark", code: first + typed };
  if (PRESENT.has(typed)) return { does: "mark", code: present };
  if (ABSENT.has(typed) && typed !== "N" && codes.includes(typed)) return { does: "mark", code: typed };
  if (ABSENT.has(typed)) return { does: "mark", code: "N" };
  if (codes.some((code) => code.length === 2 && code[0] === typed)) return { does: "wait", first: typed };
  return { does: "mark", code: typed };
}

// What a whole text means: typed with single keys off, dictated, pasted, or from a phone's keyboard.
export function codeIn(text, { present }) {
  const typed = text.trim().toUpperCase();
  if (typed === "" ) return text === "" ? "" : present;
  if (PRESENT.has(typed)) return present;
  return typed === "A" ? "N" : typed;
}
