// Octets and their spellings: hex, base64 and UTF-8, each in one spelling only; null for any other.

export const utf8 = (text) => new TextEncoder().encode(text);

export function text(octets) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return null;
  }
}

export const hex = (octets) => Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");

export function unhex(digits, length) {
  if (typeof digits !== "string" || digits.length !== 2 * length || !/^[0-9a-f]*$/.test(digits)) return null;
  return Uint8Array.from({ length }, (_, at) => parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

export function unbase64(spelt) {
  if (typeof spelt !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(spelt)) return null;
  try {
    const raw = atob(spelt);
    return btoa(raw) === spelt ? Uint8Array.from(raw, (letter) => letter.charCodeAt(0)) : null;
  } catch {
    return null;
  }
}

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const same = (one, other) => one.length === other.length && one.every((octet, at) => octet === other[at]);

/** A whole number written in decimal without leading zeroes, as far as a double holds it exactly; else null. */
export function decimal(digits) {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(digits) || !Number.isSafeInteger(Number(digits))) return null;
  return Number(digits);
}

export function bigEndian64(number) {
  const octets = new Uint8Array(8);
  new DataView(octets.buffer).setBigUint64(0, BigInt(number));
  return octets;
}

export const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
