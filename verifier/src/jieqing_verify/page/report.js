// What the page says: one line a check, each with a status, a code and words in both languages.
// The words stand in words.json, the same as the command line's; lines.json adds what only a browser has to say.
import { WORDS } from "./words.js";
import { Wrong } from "./wrong.js";

const LONGEST = 120;

export class Report {
  lines = [];
  entries = []; // of the entries proved: what stands in them, for who reads the report
  policy = null;
  checkpoint = null;

  say(code, places = {}, because = "") {
    const { status, zh, en } = WORDS.lines[code];
    this.lines.push({ status, code, zh: filled(zh, places), en: filled(en, places), because });
  }

  /** Runs a check; its refusal becomes a line. */
  async catching(check) {
    try {
      await check();
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      this.say(error.code, error.places, error.because);
    }
  }

  get isWrong() {
    return this.lines.some(({ status }) => status === "wrong");
  }

  /** Nothing is wrong and at least one entry was proved to stand in the log. */
  get isProved() {
    return !this.isWrong && this.lines.some(({ code }) => code === "entry_in_log");
  }

  get headline() {
    if (this.isProved) return WORDS.headline.proved;
    return this.isWrong ? WORDS.headline.not_proved : WORDS.headline.not_checked;
  }
}

const filled = (sentence, places) => sentence.replace(/\{(\w+)\}/g, (_, name) => plain(String(places[name])));

/** A value out of a stranger's file made fit to be shown: no control or direction marks, no endless line. */
export function plain(value) {
  const letters = Array.from(value, (letter) => (/^(?: |[^\p{C}\p{Z}])$/u.test(letter) ? letter : "\ufffd"));
  return letters.length <= LONGEST ? letters.join("") : `${letters.slice(0, LONGEST).join("")}…`;
}
