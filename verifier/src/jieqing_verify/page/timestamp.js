// A time stamp (RFC 3161, RFC 5816): its token was made over this text, and signed by the certificate in it.
import { checkAuthority, keyIdOf, nameOf } from "./certificate.js";
import { OCTET_STRING, SEQUENCE, algorithmOf, body, element, malformed, oid, unsigned, within } from "./der.js";
import { isLacking } from "./key.js";
import { joined, same, unhex } from "./octets.js";
import { parseInfo, parseToken } from "./token.js";
import { Wrong } from "./wrong.js";

const HASHES = {
  "2.16.840.1.101.3.4.2.1": "SHA-256",
  "2.16.840.1.101.3.4.2.2": "SHA-384",
  "2.16.840.1.101.3.4.2.3": "SHA-512",
};
const RSA = "1.2.840.113549.1.1.";
const RSA_HASHES = { [`${RSA}11`]: "SHA-256", [`${RSA}12`]: "SHA-384", [`${RSA}13`]: "SHA-512" };
const ECDSA = "1.2.840.10045.4.3.";
const ECDSA_HASHES = { [`${ECDSA}2`]: "SHA-256", [`${ECDSA}3`]: "SHA-384", [`${ECDSA}4`]: "SHA-512" };
const CURVES = {
  "1.2.840.10045.3.1.7": { namedCurve: "P-256", octets: 32 },
  "1.3.132.0.34": { namedCurve: "P-384", octets: 48 },
};
const ATTRIBUTE = "1.2.840.113549.1.9.";
const [CONTENT_TYPE, MESSAGE_DIGEST] = [`${ATTRIBUTE}3`, `${ATTRIBUTE}4`];
const PINS = { [`${ATTRIBUTE}16.2.12`]: "SHA-1", [`${ATTRIBUTE}16.2.47`]: "SHA-256" }; // and the hash that each implies
const TST_INFO = `${ATTRIBUTE}16.1.4`;

/** {at: milliseconds since 1970, authority: its name} of a token over this message; throws for what does not hold. */
export async function verifyTimestamp(octets, message) {
  const { info, signer, certificates } = parseToken(octets);
  const { algorithm, hash, at } = parseInfo(info);
  if (!same(hash, await digest(hashOf(algorithm), message))) throw new Wrong("timestamp_other_message");
  const isBound = same(body(attribute(signer, MESSAGE_DIGEST), OCTET_STRING), await digest(hashOf(signer.digest), info));
  if (!isBound || oid(attribute(signer, CONTENT_TYPE)) !== TST_INFO) throw new Wrong("timestamp_attributes");
  const certificate = await certificateOf(signer, certificates);
  if (!(await isSignedBy(certificate, signer))) throw new Wrong("timestamp_signature");
  checkAuthority(certificate, at);
  return { at, authority: nameOf(certificate) };
}

const digest = async (hash, octets) => new Uint8Array(await crypto.subtle.digest(hash, octets));

function hashOf(id) {
  if (!Object.hasOwn(HASHES, id)) throw new Wrong("timestamp_algorithm");
  return HASHES[id];
}

function attribute(signer, id) {
  if (!signer.attributes.has(id)) throw new Wrong("timestamp_attributes");
  return signer.attributes.get(id);
}

/** The enclosed certificate that the signer names, and that its signed attribute fixes by a hash. */
async function certificateOf({ name, attributes }, certificates) {
  const certificate = certificates.find((one) => isNamed(name, one));
  const pins = Object.keys(PINS).filter((id) => attributes.has(id));
  let isPinned = certificate !== undefined && pins.length > 0;
  for (const id of isPinned ? pins : []) {
    const parts = within(within(within(attributes.get(id), SEQUENCE)[0], SEQUENCE)[0], SEQUENCE);
    const hash = parts[0].tag === SEQUENCE ? HASHES[algorithmOf(parts.shift())] : PINS[id];
    isPinned &&= hash !== undefined && same(body(parts[0], OCTET_STRING), await digest(hash, certificate.whole));
  }
  if (!isPinned) throw new Wrong("timestamp_certificate_missing");
  return certificate;
}

function isNamed(name, certificate) {
  if (name.tag === 0x80) return same(name.body, keyIdOf(certificate) || []);
  const [issuer, serial] = within(name, SEQUENCE, 2);
  return same(issuer.whole, certificate.issuer) && same(serial.whole, certificate.serial);
}

async function isSignedBy({ key: spki, curve }, { algorithm: id, digest: digestId, signature, signedOctets }) {
  const hash = hashOf(digestId);
  const { namedCurve, octets } = CURVES[curve] ?? {};
  const isRsa = curve === null && (id === `${RSA}1` || RSA_HASHES[id] === hash);
  if (!isRsa && !(namedCurve && ECDSA_HASHES[id] === hash)) throw new Wrong("timestamp_algorithm");
  const algorithm = isRsa ? { name: "RSASSA-PKCS1-v1_5", hash } : { name: "ECDSA", hash, namedCurve };
  try {
    const key = await crypto.subtle.importKey("spki", spki, algorithm, false, ["verify"]);
    if (isRsa && key.algorithm.modulusLength < 2048) throw new Wrong("timestamp_algorithm");
    return await crypto.subtle.verify(algorithm, key, isRsa ? signature : flat(signature, octets), signedOctets);
  } catch (error) {
    if (isLacking(error)) throw new Wrong("timestamp_algorithm");
    if (error.name === "DataError") throw malformed();
    throw error;
  }
}

/** An ECDSA signature as WebCrypto takes it: r and s, each as long as the curve's order. */
function flat(der, octets) {
  const numbers = within(element(der), SEQUENCE, 2).map((number) => unsigned(number).padStart(2 * octets, "0"));
  const [r, s] = numbers.map((digits) => unhex(digits, octets));
  if (numbers.length !== 2 || !r || !s) throw new Wrong("timestamp_signature");
  return joined(r, s);
}
