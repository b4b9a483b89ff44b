// Canonical JSON (RFC 8785) of strings, whole numbers, booleans, null, lists and objects: what is spelt otherwise
// is refused, so that nobody can read another thing out of the same octets.
import { text, utf8, same } from "./octets.js";
import { Wrong } from "./wrong.js";

const DEEPEST = 50;

/** The value that these octets spell; throws where they are not its one spelling. */
export function parse(octets) {
  const spelt = text(octets);
  const value = spelt === null ? undefined : read(spelt);
  if (value === undefined) throw new Wrong("not_json");
  if (!same(utf8(spell(value, 0)), octets)) throw new Wrong("not_canonical");
  return value;
}

/** The value of a JSON text in any spelling, or undefined where it is none. */
export function read(spelt) {
  try {
    return JSON.parse(spelt);
  } catch {
    return undefined;
  }
}

function spell(value, depth) {
  if (depth > DEEPEST) throw new Wrong("not_canonical");
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  if (typeof value === "string" && value.isWellFormed()) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((inner) => spell(inner, depth + 1)).join(",")}]`;
  if (typeof value !== "object") throw new Wrong("not_canonical");
  const keys = Object.keys(value).sort(); // by UTF-16 code units, as RFC 8785 section 3.2.3 asks
  return `{${keys.map((key) => `${spell(key, depth)}:${spell(value[key], depth + 1)}`).join(",")}}`;
}
