// Proof bundles (C2SP tlog-proof): the index of an entry, the hashes beside its way to the root, and the checkpoint.
import { decimal, text, unbase64 } from "./octets.js";
import { Wrong } from "./wrong.js";

const LONGEST_PATH = 63;
const PROOF_OCTETS = 1_200_000;
const HEADER = "c2sp.org/tlog-proof@v1";

/** {index, hashes, checkpoint: octets} of the octets of a .tlog-proof. Verifies nothing. */
export function parseProof(octets) {
  const gap = octets.findIndex((octet, at) => octet === 10 && octets[at + 1] === 10);
  const lines = (text(octets.subarray(0, Math.max(gap, 0))) ?? "").split("\n");
  if (octets.length > PROOF_OCTETS || lines.shift() !== HEADER) throw new Wrong("not_proof");
  if (lines[0]?.startsWith("extra ") && !unbase64(lines.shift().slice(6))) throw new Wrong("not_proof");
  const index = lines[0]?.startsWith("index ") ? decimal(lines.shift().slice(6)) : null;
  const hashes = lines.map(unbase64);
  if (index === null || hashes.length > LONGEST_PATH || !hashes.every((hash) => hash?.length === 32)) {
    throw new Wrong("not_proof");
  }
  return { index, hashes, checkpoint: octets.subarray(gap + 2) };
}
