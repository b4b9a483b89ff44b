// Checking an evidence pack (ZIP, jieqing-pack/1): what holds, what does not, what cannot be told from the pack.
// First the ground: the pack is whole, the list of keys is the right one, one checkpoint is truly signed and witnessed;
// a fault there ends the report. Then each entry, time stamp, receipt and recording (exhibits.js).
import { parseCheckpoint } from "./checkpoint.js";
import { exhibits } from "./exhibits.js";
import { judge } from "./judging.js";
import { attachedPaths, evidencePaths, parseManifest, MOST_MANIFEST_OCTETS } from "./manifest.js";
import { moment } from "./moment.js";
import { hex, same, sha256 } from "./octets.js";
import { parsePolicy } from "./policy.js";
import { parseProof } from "./proof.js";
import { Report } from "./report.js";
import { Wrong, or } from "./wrong.js";
import { openZip } from "./zip.js";

const MANIFEST = "manifest.json";
const LARGEST_EVIDENCE = 2 * 1024 * 1024; // octets of any one file that is read, not only hashed

/** The report on a pack. `expected`: the octets of a list of keys got elsewhere, or null. `step` is told how far it is. */
export async function verifyPack(archive, expected = null, step = () => {}) {
  const report = new Report();
  await report.catching(() => judged(archive, expected, report, step));
  return report;
}

async function judged(archive, expected, report, step) {
  const files = openZip(archive);
  const listed = await manifestOf(files);
  await checkWhole(files, listed, report);
  if (report.isWrong) return;
  const policyOctets = await files.read(listed.policy);
  const policy = await or("policy_malformed", {}, () => parsePolicy(policyOctets));
  report.policy = policy;
  if (expected && !same(expected, policyOctets)) throw new Wrong("policy_stale");
  report.say(expected ? "policy_same" : "policy_unchecked", { fingerprint: policy.fingerprint });
  const proofs = await proofsOf(files, listed, report);
  if (report.isWrong) return;
  const { checkpoint, verdict } = await trusted(proofs[0].checkpoint, policy, listed.origin);
  saySigned(checkpoint, verdict, policy, report);
  report.checkpoint = checkpoint;
  if (!report.isWrong) await exhibits({ files, listed, policy, checkpoint, verdict }, proofs, report, step);
}

async function manifestOf(files) {
  if (!files.has(MANIFEST)) throw new Wrong("manifest_missing");
  if (files.size(MANIFEST) > MOST_MANIFEST_OCTETS) throw new Wrong("manifest_too_big", { limit: MOST_MANIFEST_OCTETS });
  return parseManifest(await files.read(MANIFEST));
}

/** Every file is listed, is there and is what its hash says; what is read as evidence has its hash and is small. */
async function checkWhole(files, listed, report) {
  const isListed = (path) => Object.hasOwn(listed.files, path);
  const unlisted = files.paths.filter((path) => path !== MANIFEST && !isListed(path));
  unlisted.forEach((path) => report.say("file_unlisted", { path }));
  for (const path of Object.keys(listed.files).sort()) {
    if (!files.has(path)) report.say("file_missing", { path });
    else if (hex(await sha256(await files.read(path))) !== listed.files[path]) report.say("file_differs", { path });
  }
  const evidence = [...new Set(evidencePaths(listed))].sort();
  const named = [...new Set([...evidence, ...attachedPaths(listed)])].sort();
  named.filter((path) => !isListed(path)).forEach((path) => report.say("file_missing", { path }));
  const large = evidence.filter((path) => files.has(path) && files.size(path) > LARGEST_EVIDENCE);
  large.forEach((path) => report.say("file_too_big", { path, limit: LARGEST_EVIDENCE }));
  if (!report.isWrong) report.say("zip_ok", { files: files.paths.length });
}

/** The entries' proofs, all to one checkpoint; what is wrong with them is said. */
async function proofsOf(files, listed, report) {
  if (!listed.entries.length) throw new Wrong("no_entries");
  const proofs = [];
  for (const { index, proof: path } of listed.entries) {
    await report.catching(async () => {
      const octets = await files.read(path);
      const proof = await or("proof_malformed", { index }, () => parseProof(octets));
      proofs.push(proof);
      if (!same(proof.checkpoint, proofs[0].checkpoint)) throw new Wrong("checkpoint_differs", { index });
    });
  }
  return proofs;
}

/** The checkpoint and who signed it, all signatures of known keys being true. */
async function trusted(octets, policy, origin) {
  const checkpoint = await or("checkpoint_malformed", {}, () => parseCheckpoint(octets));
  if (checkpoint.origin !== origin) throw new Wrong("origin_differs", { found: checkpoint.origin, origin });
  const kinds = policy.logs.filter(({ name }) => name === origin).map(({ algorithm }) => algorithm);
  if (!kinds.length) throw new Wrong("log_unknown", { origin });
  if (new Set(kinds).size < 2) throw new Wrong("log_one_key", { origin });
  return { checkpoint, verdict: await judge(checkpoint, policy) };
}

function saySigned({ origin, size }, verdict, policy, report) {
  const { log, witnesses, isLogSigned, isQuorumMet } = verdict;
  if (isLogSigned) report.say("log_signed", { origin, size, signatures: log.length });
  else if (isLogSigned === false) report.say("log_signature_missing", { name: origin });
  sayUnchecked([...log, ...witnesses], report);
  const held = witnesses.filter(({ state }) => state === "ok");
  const count = { present: held.length, all: witnesses.length };
  if (policy.quorum === "none") report.say("quorum_none");
  else if (isQuorumMet) report.say("quorum_met", { ...count, ...moment(Math.max(...held.map(({ at }) => at))) });
  else report.say(isQuorumMet === null ? "quorum_unchecked" : "quorum_missing", count);
}

function sayUnchecked(signatures, report) {
  const counts = new Map();
  for (const { key, state } of signatures) {
    if (state === "unchecked") counts.set(key.algorithm, (counts.get(key.algorithm) ?? 0) + 1);
  }
  for (const [algorithm, count] of counts) report.say("signatures_unchecked", { algorithm, count });
}
