// A time-stamp token taken apart (RFC 3161, RFC 5652): what it says, who signed it, and over which octets.
import { parseCertificate } from "./certificate.js";
import { OCTET_STRING, SEQUENCE, SET, TIME, algorithmOf, body, context, element, malformed, oid, unsigned, within } from "./der.js";
import { parseMoment } from "./moment.js";
import { joined, text } from "./octets.js";
import { Wrong } from "./wrong.js";

const TOKEN_OCTETS = 64 * 1024;
const MOST_CERTIFICATES = 16;
const SIGNED_DATA = "1.2.840.113549.1.7.2";
const TST_INFO = "1.2.840.113549.1.9.16.1.4";
const GRANTED = ["00", "01"]; // as asked, and with modifications

/** {info: octets, signer, certificates: octets of each} of a TimeStampToken, or of the one in a TimeStampResp. */
export function parseToken(octets) {
  if (octets.length > TOKEN_OCTETS) throw malformed();
  const [version, , content, ...rest] = within(signedData(element(octets)), SEQUENCE, 4);
  const [contentType, wrapped] = within(content, SEQUENCE, 2);
  const signers = within(rest.at(-1), SET);
  const enclosed = rest[0].tag === context(0) ? within(rest[0], context(0), 0) : [];
  if (unsigned(version) > "05" || oid(contentType) !== TST_INFO || signers.length !== 1 || enclosed.length > MOST_CERTIFICATES) throw malformed();
  return {
    info: body(within(wrapped, context(0))[0], OCTET_STRING),
    signer: parseSigner(signers[0]),
    certificates: enclosed.filter(({ tag }) => tag === SEQUENCE).map(parseCertificate),
  };
}

function signedData(outer) {
  let [type, wrapped] = within(outer, SEQUENCE);
  if (type.tag === SEQUENCE) {
    if (!GRANTED.includes(unsigned(within(type, SEQUENCE)[0]))) throw new Wrong("timestamp_refused");
    [type, wrapped] = within(wrapped, SEQUENCE);
  }
  if (oid(type) !== SIGNED_DATA) throw malformed();
  return within(wrapped, context(0))[0];
}

function parseSigner(signer) {
  const [, name, digest, attributes, algorithm, signature] = within(signer, SEQUENCE, 6);
  const found = new Map();
  for (const attribute of within(attributes, context(0))) {
    const [id, values] = within(attribute, SEQUENCE, 2);
    const [value, ...more] = within(values, SET);
    if (found.has(oid(id)) || more.length) throw new Wrong("timestamp_attributes");
    found.set(oid(id), value);
  }
  return {
    name,
    attributes: found,
    signedOctets: joined([SET], attributes.whole.subarray(1)), // under the tag of a SET OF (RFC 5652, 5.4)
    digest: algorithmOf(digest),
    algorithm: algorithmOf(algorithm),
    signature: body(signature, OCTET_STRING),
  };
}

/** {algorithm, hash, at: milliseconds since 1970} of the content of a token. */
export function parseInfo(octets) {
  const [version, , imprint, , at, ...rest] = within(element(octets), SEQUENCE, 5);
  const extensions = rest.filter(({ tag }) => tag === context(1)).flatMap((found) => within(found, context(1)));
  if (unsigned(version) !== "01" || extensions.some((one) => within(one, SEQUENCE).length > 2)) throw malformed();
  const [algorithm, hash] = within(imprint, SEQUENCE, 2);
  return { algorithm: algorithmOf(algorithm), hash: body(hash, OCTET_STRING), at: parseMoment(text(body(at, TIME)) ?? "") };
}
