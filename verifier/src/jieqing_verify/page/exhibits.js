// What a pack shows, piece by piece, held against the checkpoint that was found true. One piece's fault leaves the
// others' verdicts as they are.
import { parse, read } from "./canonical.js";
import { parseCheckpoint } from "./checkpoint.js";
import { parseLeaf, parseOpening, verifyOpening } from "./entry.js";
import { judge } from "./judging.js";
import { attachedPaths, evidencePaths } from "./manifest.js";
import { leafHash, verifyConsistency, verifyInclusion } from "./merkle.js";
import { moment } from "./moment.js";
import { hex, utf8 } from "./octets.js";
import { parseReceipt } from "./receipt.js";
import { verifyTimestamp } from "./timestamp.js";
import { Wrong, or } from "./wrong.js";

const ENTRY_OCTETS = 65_535;
const STAMP_FAULTS = { timestamp_algorithm: "timestamp_unsupported", timestamp_untrusted: "timestamp_untrusted" };

/** Says the verdicts on all pieces. `proofs` stand in the order of the manifest's entries. */
export async function exhibits(settled, proofs, report, step) {
  const { listed, checkpoint, verdict } = settled;
  const isTrusted = verdict.isLogSigned && (verdict.isQuorumMet || settled.policy.quorum === "none");
  const ground = {
    ...settled,
    isTrusted,
    indices: new Set(listed.entries.map(({ index }) => index)),
    opened: new Map(), // by index: the openings that agree with their entry
    strings: new Map(), // by index: every string in an opened body, once it was asked for
    known: new Map([[checkpoint.size, hex(checkpoint.root)]]), // by size: the root of every checkpoint found true
  };
  for (const [at, row] of listed.entries.entries()) {
    await report.catching(() => entry(ground, row, proofs[at], report));
    await step(at + 1, listed.entries.length);
  }
  const { id } = listed.subject;
  if (ground.opened.size) report.say("subject_same", { count: ground.opened.size, id });
  else report.say("subject_unchecked", { id });
  for (const row of listed.timestamps) await report.catching(() => stamp(ground, row, report));
  for (const { file } of listed.receipts) await report.catching(() => receipt(ground, file, report));
  for (const row of listed.recordings) await report.catching(() => recording(ground, row, report));
  rest(listed, report);
}

async function entry(ground, row, proof, report) {
  const { index } = row;
  if (proof.index !== index) throw new Wrong("index_differs", { index, found: proof.index });
  const octets = await ground.files.read(row.entry);
  const leaf = await or("entry_malformed", { index }, () => parseLeaf(octets.subarray(0, ENTRY_OCTETS + 1)));
  const { size, root } = ground.checkpoint;
  const hash = await leafHash(octets);
  await or("entry_not_in_log", { index }, () => verifyInclusion(index, size, hash, proof.hashes, root));
  const at = moment(Date.parse(`${leaf.at.slice(0, 19)}Z`) / 1000);
  const shown = { index, at, leaf, opening: null };
  report.entries.push(shown);
  report.say(ground.isTrusted ? "entry_in_log" : "entry_unchecked", { index, event: leaf.event, ...at });
  await opened(ground, row, shown, report);
}

/** Who did it, about what, and with what content, as far as the pack opens it. */
async function opened(ground, row, shown, report) {
  const { index, erased_on: on } = row;
  if (row.opened !== null) {
    const octets = await ground.files.read(row.opened);
    const opening = await or("opened_malformed", { index }, () => parseOpening(octets));
    await or("opened_wrong", { index }, () => verifyOpening(opening, shown.leaf));
    if (opening.body !== null && on !== null) throw new Wrong("erased_but_opened", { index, on });
    if (opening.about !== ground.listed.subject.id) throw new Wrong("subject_differs", { index, found: opening.about ?? "" });
    ground.opened.set(index, opening);
    shown.opening = opening;
    const bare = shown.leaf.commitment === null ? "opened_bare" : "opened_who";
    report.say(opening.body !== null ? "opened_ok" : bare, { index, actor: opening.actor });
  } else if (on === null) {
    report.say("not_opened", { index });
  }
  if (on !== null) report.say("erased", { index, on });
}

async function stamp(ground, row, report) {
  const { size } = row;
  const stamped = await stampedCheckpoint(ground, row);
  const [old, later] = [stamped, ground.checkpoint].sort((one, other) => one.size - other.size);
  await or("log_forked", { size }, () => verifyConsistency(old.size, later.size, row.consistency, old.root, later.root));
  ground.known.set(stamped.size, hex(stamped.root));
  const token = await ground.files.read(row.token);
  try {
    const { at, authority } = await verifyTimestamp(token, utf8(stamped.note.text));
    report.say("timestamp_unrooted", { size, authority, ...moment(at / 1000) });
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    report.say(STAMP_FAULTS[error.code] ?? "timestamp_wrong", { size }, error.code);
  }
}

/** The checkpoint under a time stamp, signed by the log; witnesses are not asked for here. */
async function stampedCheckpoint(ground, { checkpoint: path, size }) {
  const octets = await ground.files.read(path);
  const [checkpoint, { isLogSigned }] = await or("timestamp_checkpoint_wrong", { size }, async () => {
    const found = parseCheckpoint(octets);
    return [found, await judge(found, ground.policy)];
  });
  if (isLogSigned === false || checkpoint.origin !== ground.checkpoint.origin) {
    throw new Wrong("timestamp_checkpoint_wrong", { size });
  }
  if (checkpoint.size !== size) throw new Wrong("timestamp_size_differs", { size, found: checkpoint.size });
  return checkpoint;
}

async function receipt(ground, path, report) {
  const octets = await ground.files.read(path);
  const { chain_id: chain, contract, tx, size, root } = await or("receipt_malformed", { path }, () => parseReceipt(parse(octets)));
  if ((ground.known.get(size) ?? root) !== root) throw new Wrong("receipt_contradicts", { path, size });
  report.say("receipt_recorded", { chain, contract, tx, size });
}

async function recording(ground, { entry: index, sha256, file: path }, report) {
  if (!ground.indices.has(index)) throw new Wrong("recording_unknown", { index });
  if (path !== null && ground.listed.files[path] !== sha256) throw new Wrong("recording_differs", { path });
  const body = ground.opened.get(index)?.body ?? null;
  if (body !== null && !ground.strings.has(index)) ground.strings.set(index, strings(read(body.json)));
  if (body === null) report.say("recording_unopened", { index });
  else if (!ground.strings.get(index).has(sha256)) throw new Wrong("recording_not_in_entry", { index, sha256 });
  else report.say(path === null ? "recording_absent" : "recording_ok", { index, sha256, path });
}

/** What merely comes with the pack. */
function rest(listed, report) {
  if (listed.summary !== null) report.say("summary_unchecked", { path: listed.summary });
  const looked = new Set([...evidencePaths(listed), ...attachedPaths(listed)]);
  const attached = Object.keys(listed.files).filter((path) => !looked.has(path)).sort();
  attached.forEach((path) => report.say("file_unexplained", { path }));
}

/** Every string that stands in a value, keys aside. */
function strings(value) {
  const [found, waiting] = [new Set(), [value]];
  while (waiting.length) {
    const one = waiting.pop();
    if (typeof one === "string") found.add(one);
    else if (one !== null && typeof one === "object") waiting.push(...Object.values(one));
  }
  return found;
}
