// Checkpoints (C2SP tlog-checkpoint): a signed note whose text is origin, size and root of a tree, one a line.
import { parseNote } from "./note.js";
import { decimal, unbase64 } from "./octets.js";
import { Wrong } from "./wrong.js";

/** {origin, size, root, note} of the octets of a checkpoint. Verifies no signature: a policy does. */
export function parseCheckpoint(octets) {
  const note = parseNote(octets);
  const lines = note.text.split("\n");
  const [origin, digits, spelt] = lines;
  if (lines.length < 4 || lines.pop() !== "" || lines.includes("")) throw new Wrong("not_checkpoint");
  const [size, root] = [decimal(digits), unbase64(spelt)];
  if (size === null || root?.length !== 32) throw new Wrong("not_checkpoint");
  return { origin, size, root, note };
}
