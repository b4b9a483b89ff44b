// One entry of the log as outsiders see it (its leaf), and what opens it to who may know more.
import { parse } from "./canonical.js";
import { isReal } from "./moment.js";
import { hex, sha256, text, unhex, utf8 } from "./octets.js";
import { Wrong } from "./wrong.js";

const [WHO, ABOUT, COMMITMENT] = ["who", "about", "commitment"].map((what) => utf8(`jieqing.${what}.1\0`));
const [SALT_OCTETS, BODY_SALT_OCTETS] = [16, 32];
const PLAIN = "[ !#-\\[\\]-~]*"; // printable ASCII that JSON spells as it is
const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const DIGEST = 'null|"[0-9a-f]{64}"';
const FORM = new RegExp(
  `^\\{"about":(?:${DIGEST}),"at":"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z",` +
    `"clock":"${PLAIN}","code":"${PLAIN}","commitment":(?:${DIGEST}),"device":"${PLAIN}","event":"${PLAIN}",` +
    `"id":"${UUID}","sealed":(?:${DIGEST}),"v":1,"who":"[0-9a-f]{64}"\\}$`,
);

/** {about, at, clock, code, commitment, device, event, id, sealed, who}: text, digests in hex, or null; else throws. */
export function parseLeaf(octets) {
  const spelt = text(octets);
  if (spelt === null || !FORM.test(spelt)) throw new Wrong("not_leaf");
  const leaf = JSON.parse(spelt);
  if (!isReal(leaf.at.slice(0, 19))) throw new Wrong("not_leaf");
  return leaf;
}

/** {salt, owner, actor, about, body: {salt, json} or null} of canonical JSON; else throws. */
export function parseOpening(octets) {
  const opening = parse(octets);
  const { salt, owner, actor, about, body } = hasKeys(opening, "about actor body owner salt") ? opening : {};
  const isForm = unhex(salt, SALT_OCTETS) && isMatch(`^(?:${UUID})?$`, owner) && typeof actor === "string"
    && (about === null || isMatch(`^(?:${UUID})?$`, about))
    && (body === null || (hasKeys(body, "json salt") && unhex(body.salt, BODY_SALT_OCTETS) && typeof body.json === "string"));
  if (!isForm) throw new Wrong("not_opening");
  return opening;
}

/** Returns if the leaf says what the opening says; else throws. */
export async function verifyOpening({ salt, owner, actor, about, body }, leaf) {
  const salted = unhex(salt, SALT_OCTETS);
  if (hex(await sha256(WHO, salted, utf8(`${owner}\n${actor}`))) !== leaf.who) throw new Wrong("opening_who");
  const seen = about === null ? null : hex(await sha256(ABOUT, salted, utf8(about)));
  if (seen !== leaf.about) throw new Wrong("opening_about");
  if (body === null) return;
  const committed = await sha256(COMMITMENT, unhex(body.salt, BODY_SALT_OCTETS), utf8(body.json));
  if (hex(committed) !== leaf.commitment) throw new Wrong("opening_body");
}

/** Whether the value is an object with these keys (in alphabetical order, spaces between) and no other. */
export function hasKeys(value, keys) {
  return value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).sort().join(" ") === keys;
}

export const isMatch = (pattern, value) => typeof value === "string" && new RegExp(pattern).test(value);
