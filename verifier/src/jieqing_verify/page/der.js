// A strict reader of DER (X.690): definite lengths in their shortest form, nothing behind the last element.
import { hex } from "./octets.js";
import { Wrong } from "./wrong.js";

export const [INTEGER, BITS, OCTET_STRING, OID, UTC_TIME, TIME, SEQUENCE, SET] = [2, 3, 4, 6, 0x17, 0x18, 0x30, 0x31];
export const context = (number) => 0xa0 + number;
const CONSTRUCTED = 0x20;
const DEEPEST = 24;

export const malformed = () => new Wrong("timestamp_malformed");

/** The one element that these octets are, read to its ends. */
export function element(octets) {
  const found = elements(octets);
  if (found.length !== 1) throw malformed();
  return found[0];
}

/** [{tag, body, whole}] of the elements that stand one behind the other in these octets. */
function elements(octets, depth = 0) {
  const found = [];
  for (let at = 0; at < octets.length; ) {
    const { start, end } = extent(octets, at);
    if (depth > DEEPEST) throw malformed();
    if (octets[at] & CONSTRUCTED) elements(octets.subarray(start, end), depth + 1);
    found.push({ tag: octets[at], body: octets.subarray(start, end), whole: octets.subarray(at, end) });
    at = end;
  }
  return found;
}

function extent(octets, at) {
  const first = octets[at + 1];
  let [start, length] = [at + 2, first];
  if ((octets[at] & 0x1f) === 0x1f || first === undefined || first === 0x80 || first > 0x83) throw malformed();
  if (first > 0x80) {
    start += first - 0x80;
    length = octets.subarray(at + 2, start).reduce((sum, octet) => sum * 256 + octet, 0);
    if (length < 0x80 || length < 256 ** (first - 0x81)) throw malformed();
  }
  if (start + length > octets.length) throw malformed();
  return { start, end: start + length };
}

/** The elements within a constructed one, which must have this tag, and at least so many. */
export function within(outer, tag, least = 1) {
  const found = outer?.tag === tag ? elements(outer.body) : [];
  if (found.length < least) throw malformed();
  return found;
}

/** The octets of an element, which must have this tag. */
export function body(found, tag) {
  if (found?.tag !== tag) throw malformed();
  return found.body;
}

/** An object identifier in dotted decimal. */
export function oid(found) {
  const octets = body(found, OID);
  if (!octets.length || octets.at(-1) > 0x7f) throw malformed();
  const arcs = [];
  let arc = 0;
  for (const octet of octets) {
    arc = arc * 128 + (octet & 0x7f);
    if (octet > 0x7f) continue;
    arcs.push(arc);
    arc = 0;
  }
  const top = Math.min(2, Math.floor(arcs[0] / 40));
  return [top, arcs[0] - 40 * top, ...arcs.slice(1)].join(".");
}

/** What stands first in an AlgorithmIdentifier: its object identifier. */
export const algorithmOf = (found) => oid(within(found, SEQUENCE)[0]);

/** An unsigned integer as hex digits, without the zero octet that DER puts before a high bit. */
export function unsigned(found) {
  const octets = body(found, INTEGER);
  if (!octets.length || octets[0] > 0x7f) throw malformed();
  return hex(octets[0] === 0 && octets.length > 1 ? octets.subarray(1) : octets);
}
