// The tree of RFC 6962, section 2.1, and the two proofs as RFC 9162, section 2.1.3.2 and 2.1.4.2, verifies them.
import { same, sha256 } from "./octets.js";
import { Wrong } from "./wrong.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const HASH_OCTETS = 32;
const noProof = () => new Wrong("inclusion_mismatch");
const notConsistent = () => new Wrong("consistency_mismatch");
const half = (number) => Math.floor(number / 2);
const isOdd = (number) => number % 2 === 1;

export const leafHash = (leaf) => sha256(LEAF, leaf);
const nodeHash = (left, right) => sha256(NODE, left, right);

/** The leaf stands at `index` of the tree of `size` leaves with this root; else throws. */
export async function verifyInclusion(index, size, leaf, proof, root) {
  needHashes(leaf, root, ...proof);
  if (index >= size) throw new Wrong("index_outside_tree");
  let [at, last, hash] = [index, size - 1, leaf];
  for (const step of proof) {
    if (last === 0) throw noProof();
    if (isOdd(at) || at === last) {
      hash = await nodeHash(step, hash);
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      hash = await nodeHash(hash, step);
    }
    [at, last] = [half(at), half(last)];
  }
  if (last !== 0 || !same(hash, root)) throw noProof();
}

/** The tree of `size` leaves begins with the `old` leaves of the older one; else throws. */
export async function verifyConsistency(old, size, proof, oldRoot, root) {
  needHashes(oldRoot, root, ...proof);
  if (old < 1 || old > size) throw new Wrong("sizes_out_of_order");
  if (old === size) {
    if (proof.length || !same(oldRoot, root)) throw notConsistent();
    return;
  }
  if (!proof.length) throw notConsistent();
  const steps = isPowerOfTwo(old) ? [oldRoot, ...proof] : proof;
  let [at, last] = [old - 1, size - 1];
  while (isOdd(at)) [at, last] = [half(at), half(last)];
  let [oldHash, hash] = [steps[0], steps[0]];
  for (const step of steps.slice(1)) {
    if (last === 0) throw notConsistent();
    if (isOdd(at) || at === last) {
      [oldHash, hash] = [await nodeHash(step, oldHash), await nodeHash(step, hash)];
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      hash = await nodeHash(hash, step);
    }
    [at, last] = [half(at), half(last)];
  }
  if (last !== 0 || !same(oldHash, oldRoot) || !same(hash, root)) throw notConsistent();
}

function needHashes(...hashes) {
  if (hashes.some((hash) => hash.length !== HASH_OCTETS)) throw new Wrong("hash_length");
}

function isPowerOfTwo(number) {
  let rest = number;
  while (!isOdd(rest)) rest = half(rest);
  return rest === 1;
}
