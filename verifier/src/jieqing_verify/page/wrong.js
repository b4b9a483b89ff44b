// What does not hold. `code` is a key of words.json (or a deeper reason), `places` fill its sentence, and `cause` is
// the deeper refusal that it comes from.
export class Wrong extends Error {
  constructor(code, places = {}, cause = undefined) {
    super(code, { cause });
    this.code = code;
    this.places = places;
    this.because = cause instanceof Wrong ? cause.because || cause.code : ""; // the deepest
  }
}

/** What `act` gives; where that refuses, the refusal of `code` instead, with the deeper one as its cause. */
export async function or(code, places, act) {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Wrong) throw new Wrong(code, places, error);
    throw error;
  }
}
