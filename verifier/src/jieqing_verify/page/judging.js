// Who of a policy signed a checkpoint. A signature by an algorithm that this browser lacks is "unchecked": it is there,
// and says nothing.
import { isMadeBy, verify } from "./key.js";
import { isQuorumMet, readable } from "./policy.js";
import { Wrong } from "./wrong.js";

/** {log: [signed], witnesses: [signed], isLogSigned, isQuorumMet}; the last two are null where it hangs on what is
 *  unchecked. signed = {name, key, state: "ok", "missing" or "unchecked", at}. Throws where a known key's line is false,
 *  with the words' places of whose it is. */
export async function judge(checkpoint, policy) {
  const keys = policy.logs.filter(({ name }) => name === checkpoint.origin);
  if (!keys.length) throw new Wrong("origin_unknown");
  const log = [];
  for (const key of keys) log.push(await signedBy(key, checkpoint, "log_signature_wrong", key.name));
  const witnesses = [];
  for (const { name, key } of policy.witnesses) {
    const found = await signedBy(key, checkpoint, "witness_signature_wrong", readable(name) ?? name);
    if (found.state !== "missing" && found.at === 0) throw forged("witness_signature_wrong", readable(name) ?? name, "cosignature_untimed");
    witnesses.push({ ...found, name });
  }
  return { log, witnesses, isLogSigned: allOk(log), isQuorumMet: quorum(policy, witnesses) };
}

async function signedBy(key, checkpoint, code, name) {
  const lines = checkpoint.note.signatures.filter((line) => isMadeBy(key, line));
  if (lines.length > 1) throw forged(code, name, "signature_twice");
  if (!lines.length) return { key, state: "missing", at: null };
  const { isTrue, at } = await verify(key, checkpoint, lines[0].blob);
  if (isTrue === false) throw forged(code, name, "signature_false");
  return { key, state: isTrue ? "ok" : "unchecked", at };
}

const forged = (code, name, because) => new Wrong(code, { name }, new Wrong(because));

function allOk(log) {
  if (log.some(({ state }) => state === "missing")) return false;
  return log.every(({ state }) => state === "ok") || null;
}

function quorum(policy, witnesses) {
  const named = (...states) => witnesses.filter(({ state }) => states.includes(state)).map(({ name }) => name);
  if (isQuorumMet(policy, named("ok"))) return true;
  return isQuorumMet(policy, named("ok", "unchecked")) ? null : false;
}
