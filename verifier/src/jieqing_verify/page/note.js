// Signed notes (C2SP signed-note): a text, an empty line, and lines "— name base64(key id ‖ signature)".
import { hex, text, unbase64 } from "./octets.js";
import { Wrong } from "./wrong.js";

const NOTE_OCTETS = 1_000_000;
const NOTE_LINES = 100;
const CONTROL = /[^\n -\u{10ffff}]/u;
const NO_NAME = /^$|[+\u0085]|[^\S\ufeff]/u; // empty, or with a plus or a space of Unicode

/** {text, signatures: [{name, keyId, blob}]} of the octets of a note; throws where they are not one. */
export function parseNote(octets) {
  const whole = octets.length <= NOTE_OCTETS ? text(octets) : null;
  const gap = whole?.lastIndexOf("\n\n") ?? -1;
  if (gap < 0 || CONTROL.test(whole)) throw new Wrong("not_note");
  const lines = whole.slice(gap + 2).split("\n");
  if (lines.pop() !== "" || !lines.length || lines.length > NOTE_LINES) throw new Wrong("not_note");
  return { text: whole.slice(0, gap + 1), signatures: lines.map(signature) };
}

export const isKeyName = (name) => !NO_NAME.test(name);

function signature(line) {
  const [dash, name, spelt, ...rest] = line.split(" ");
  const octets = unbase64(spelt);
  if (dash !== "—" || rest.length || !isKeyName(name ?? "") || !octets || octets.length < 5) throw new Wrong("not_note");
  return { name, keyId: hex(octets.slice(0, 4)), blob: octets.slice(4) };
}
