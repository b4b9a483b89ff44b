// The certificate of a time-stamping authority (X.509, RFC 5280), as far as a time stamp needs it. Who vouches for it
// is not decided here: a page has no roots.
import { BITS, OCTET_STRING, OID, SEQUENCE, SET, TIME, UTC_TIME, body, context, element, malformed, oid, within } from "./der.js";
import { parseMoment } from "./moment.js";
import { text } from "./octets.js";
import { Wrong } from "./wrong.js";

const [KEY_ID, KEY_USAGE, EXTENDED_KEY_USAGE] = ["2.5.29.14", "2.5.29.15", "2.5.29.37"];
const TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
const COMMON_NAME = "2.5.4.3";
const SIGNING = 0x80 | 0x40; // digital signature, or content commitment
const LONGEST_NAME = 100;

/** {whole, serial, issuer, subject, from, until, key, curve, extensions} of a certificate's element. */
export function parseCertificate(certificate) {
  const [version, serial, , issuer, validity, subject, key, ...rest] = within(within(certificate, SEQUENCE)[0], SEQUENCE, 7);
  if (version.tag !== context(0)) throw malformed();
  const extensions = new Map();
  for (const extension of rest.filter(({ tag }) => tag === context(3)).flatMap((found) => within(within(found, context(3))[0], SEQUENCE))) {
    const [id, ...values] = within(extension, SEQUENCE, 2);
    if (extensions.has(oid(id))) throw malformed();
    extensions.set(oid(id), { isCritical: values.length > 1 && values[0].body[0] !== 0, value: body(values.at(-1), OCTET_STRING) });
  }
  const [from, until] = within(validity, SEQUENCE, 2).map(timeOf);
  return { whole: certificate.whole, serial: serial.whole, issuer: issuer.whole, subject, from, until, key: key.whole, curve: curveOf(key), extensions };
}

/** Throws unless it was valid at that time, and is for time stamps alone, critically, and for signing. */
export function checkAuthority({ from, until, extensions }, at) {
  if (at < from || until < at) throw new Wrong("timestamp_certificate_expired");
  const usage = extensions.get(EXTENDED_KEY_USAGE);
  const uses = usage?.isCritical ? within(element(usage.value), SEQUENCE).map(oid) : [];
  const bits = extensions.get(KEY_USAGE);
  const maySign = !bits || body(element(bits.value), BITS)[1] & SIGNING;
  if (uses.join() !== TIME_STAMPING || !maySign) throw new Wrong("timestamp_not_an_authority");
}

export const keyIdOf = ({ extensions }) => extensions.has(KEY_ID) && body(element(extensions.get(KEY_ID).value), OCTET_STRING);

/** Its common name, fit to be shown. */
export function nameOf({ subject }) {
  const parts = within(subject, SEQUENCE).flatMap((set) => within(set, SET)).map((part) => within(part, SEQUENCE, 2));
  const chosen = parts.find(([type]) => oid(type) === COMMON_NAME) ?? parts.at(-1);
  return Array.from(text(chosen[1].body) ?? "?", (letter) => (/^(?: |[^\p{C}\p{Z}])$/u.test(letter) ? letter : "\ufffd"))
    .slice(0, LONGEST_NAME).join("");
}

function timeOf(found) {
  if (found.tag === TIME) return parseMoment(text(found.body) ?? "");
  const spelt = text(body(found, UTC_TIME)) ?? "";
  return parseMoment(`${spelt.slice(0, 2) < "50" ? "20" : "19"}${spelt}`);
}

/** The object identifier of the key's curve, or null of a key of another kind. */
function curveOf(key) {
  const [, named] = within(within(key, SEQUENCE)[0], SEQUENCE);
  return named?.tag === OID ? oid(named) : null;
}
