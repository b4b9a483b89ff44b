// Whose signatures count (C2SP tlog-policy): logs, witnesses, groups and the quorum, in one file.
// Stricter than the specification in two things: every key listed for a log's origin must have signed; and no public key
// is both a log's and a witness's.
import { COSIGNED_ED25519, COSIGNED_MLDSA44, ED25519, parseKey } from "./key.js";
import { hex, same, sha256, text } from "./octets.js";
import { Wrong } from "./wrong.js";

const POLICY_OCTETS = 1_000_000;
const NONE = "none";

/** {logs: [key], witnesses: [{name, key}], groups: [{name, threshold, members}], quorum, fingerprint}; else throws. */
export async function parsePolicy(octets) {
  // Octet for octet, as the specification asks: names need not be UTF-8.
  const whole = Array.from(octets.subarray(0, POLICY_OCTETS + 1), (octet) => String.fromCharCode(octet)).join("");
  if (octets.length > POLICY_OCTETS || !/^(?:[\t\n\x20-\x7e\x80-\xff]*\n)?$/.test(whole)) throw new Wrong("not_policy");
  const policy = { logs: [], witnesses: [], groups: [], quorum: null };
  const names = { given: new Set(), grouped: new Set() };
  for (const line of whole.split("\n")) {
    const words = line.replace(/^[\t ]+|[\t ]+$/g, "").split(/[\t ]+/);
    if (words[0] === "" || words[0].startsWith("#")) continue;
    const takes = Object.hasOwn(TAKES, words[0]) && TAKES[words[0]];
    if (!takes || !(await takes(policy, names, words.slice(1)))) throw new Wrong("not_policy");
  }
  if (policy.quorum === null) throw new Wrong("not_policy");
  return { ...policy, fingerprint: hex(await sha256(octets)) };
}

const TAKES = {
  async log(policy, _names, words) {
    const key = words.length >= 1 && words.length <= 2 && (await keyOf(words[0]));
    if (!key || ![ED25519, COSIGNED_MLDSA44].includes(key.type) || isKnown(policy, key)) return false;
    policy.logs.push(key);
    return true;
  },
  async witness(policy, names, words) {
    const key = words.length >= 2 && words.length <= 3 && named(names, words[0]) && (await keyOf(words[1]));
    if (!key || ![COSIGNED_ED25519, COSIGNED_MLDSA44].includes(key.type) || isKnown(policy, key)) return false;
    policy.witnesses.push({ name: words[0], key });
    return true;
  },
  group({ groups }, names, [name, count, ...members]) {
    const areFree = members.every((member) => names.given.has(member) && !names.grouped.has(member));
    if (!areFree || new Set(members).size < members.length) return false;
    const threshold = count === "any" ? 1 : count === "all" ? members.length : wholeNumber(count);
    if (!(threshold >= 1 && threshold <= members.length) || !named(names, name)) return false;
    members.forEach((member) => names.grouped.add(member));
    groups.push({ name, threshold, members });
    return true;
  },
  quorum(policy, names, words) {
    if (policy.quorum !== null || words.length !== 1 || !(words[0] === NONE || names.given.has(words[0]))) return false;
    [policy.quorum] = words;
    return true;
  },
};

/** Whether a line before has this public key: a log is not its own witness. */
const isKnown = ({ logs, witnesses }, { octets }) =>
  [...logs, ...witnesses.map(({ key }) => key)].some((key) => same(key.octets, octets));
const wholeNumber = (digits) => (/^[1-9][0-9]{0,5}$/.test(digits) ? Number(digits) : 0);

function named(names, name) {
  if (name === NONE || names.given.has(name)) return false;
  names.given.add(name);
  return true;
}

/** A word of a policy as people read it, or null where its octets are not UTF-8. */
export const readable = (word) => text(Uint8Array.from(word, (letter) => letter.charCodeAt(0)));

async function keyOf(word) {
  const vkey = readable(word);
  try {
    return vkey === null ? null : await parseKey(vkey);
  } catch (error) {
    if (error instanceof Wrong) return null;
    throw error;
  }
}

/** Whether the quorum is met where these witnesses signed. */
export function isQuorumMet({ groups, quorum }, witnesses) {
  const met = new Set(witnesses);
  for (const { name, threshold, members } of groups) {
    if (members.filter((member) => met.has(member)).length >= threshold) met.add(name);
  }
  return quorum === NONE || met.has(quorum);
}
