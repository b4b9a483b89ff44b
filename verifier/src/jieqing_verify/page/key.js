// Verifier keys (C2SP signed-note, tlog-cosignature) and what each of the three types signs.
import { isKeyName } from "./note.js";
import { bigEndian64, hex, joined, sha256, unbase64, utf8 } from "./octets.js";
import { Wrong } from "./wrong.js";

export const [ED25519, COSIGNED_ED25519, COSIGNED_MLDSA44] = [1, 4, 6];
const TYPES = {
  [ED25519]: { algorithm: "Ed25519", format: "raw", keyOctets: 32, timeOctets: 0, signatureOctets: 64 },
  [COSIGNED_ED25519]: { algorithm: "Ed25519", format: "raw", keyOctets: 32, timeOctets: 8, signatureOctets: 64 },
  [COSIGNED_MLDSA44]: { algorithm: "ML-DSA-44", format: "raw-public", keyOctets: 1312, timeOctets: 8, signatureOctets: 2420 },
};
// Ed25519 keys of an order that divides 8, the sign bit cleared: a signature of zeros verifies under them for some
// messages of any content. Browsers differ in whether they take them; nobody's key is one.
const SMALL_ORDER = new Set([
  "00".repeat(32),
  `01${"00".repeat(31)}`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  `ec${"ff".repeat(30)}7f`,
  `ed${"ff".repeat(30)}7f`,
  `ee${"ff".repeat(30)}7f`,
]);
const LATEST = 2n ** 63n - 1n;
const LABEL = utf8("subtree/v1\n\0");

/** {name, id, type, algorithm, octets} of "name+hex+base64"; throws where the id is not that of name and key. */
export async function parseKey(vkey) {
  const [name, id, ...rest] = vkey.split("+");
  const material = unbase64(rest.join("+"));
  const type = TYPES[material?.[0]];
  if (!isKeyName(name) || material?.length !== 1 + type?.keyOctets) throw new Wrong("not_vkey");
  if (type.algorithm === "Ed25519" && isOfSmallOrder(material.slice(1))) throw new Wrong("not_vkey");
  if (hex((await sha256(utf8(`${name}\n`), material)).slice(0, 4)) !== id) throw new Wrong("not_vkey");
  return { name, id, type: material[0], algorithm: type.algorithm, octets: material.slice(1) };
}

const isOfSmallOrder = (octets) => SMALL_ORDER.has(hex([...octets.slice(0, 31), octets[31] & 0x7f]));

export const isMadeBy = (key, line) => line.name === key.name && line.keyId === key.id;

/** {isTrue: true, false or null where this browser lacks the algorithm; at: seconds since 1970, or null}. */
export async function verify(key, checkpoint, blob) {
  const { algorithm, format, timeOctets, signatureOctets } = TYPES[key.type];
  if (blob.length !== timeOctets + signatureOctets) return { isTrue: false, at: null };
  const at = timeOctets ? new DataView(blob.buffer, blob.byteOffset).getBigUint64(0) : null;
  const message = at !== null && at > LATEST ? null : signed(key, checkpoint, at);
  const isTrue = message !== null && (await holds(algorithm, format, key.octets, blob.slice(timeOctets), message));
  return { isTrue, at: at === null ? null : Number(at) };
}

/** The octets under the signature, or null where a name is too long to be cosigned. */
function signed(key, { origin, size, root, note }, at) {
  if (key.type === ED25519) return utf8(note.text);
  if (key.type === COSIGNED_ED25519) return utf8(`cosignature/v1\ntime ${at}\n${note.text}`);
  const [signer, log] = [utf8(key.name), utf8(origin)];
  if (signer.length > 255 || log.length > 255) return null;
  const [from, until] = [bigEndian64(0), bigEndian64(size)];
  return joined(LABEL, [signer.length], signer, bigEndian64(at), [log.length], log, from, until, root);
}

async function holds(algorithm, format, octets, signature, message) {
  try {
    const key = await crypto.subtle.importKey(format, octets, { name: algorithm }, false, ["verify"]);
    return await crypto.subtle.verify({ name: algorithm }, key, signature, message);
  } catch (error) {
    if (isLacking(error)) return null;
    if (error.name === "DataError") return false; // octets that are no key
    throw error;
  }
}

/** How browsers say that they lack an algorithm, or the format of its key. */
export const isLacking = (error) => ["NotSupportedError", "SyntaxError", "TypeError"].includes(error.name);
