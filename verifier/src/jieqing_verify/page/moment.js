// Moments: as certificates and tokens spell them, and as people read them.
import { malformed } from "./der.js";

const LATEST = 253_402_214_400; // 9999-12-31

/** Milliseconds since 1970 of "YYYYMMDDhhmmss[.fraction]Z". */
export function parseMoment(spelt) {
  const [, year, month, day, hour, minute, second, fraction] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{0,8}[1-9])?Z$/.exec(spelt) ?? [];
  const whole = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  if (!isReal(whole)) throw malformed();
  return Date.parse(`${whole}Z`) + Number(`0${fraction ?? ""}`) * 1000;
}

/** Whether the calendar has this moment: a 30th of February, or an hour 24, reads as another one. */
export function isReal(whole) {
  const at = Date.parse(`${whole}Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 19) === whole && whole >= "0001";
}

/** The places {at} and {beijing} of a sentence, for seconds since 1970. */
export function moment(seconds) {
  if (seconds >= LATEST) return { at: "?", beijing: "?" };
  return { at: `${spelt(Math.floor(seconds))} UTC`, beijing: spelt(Math.floor(seconds) + 8 * 3600) };
}

const spelt = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
