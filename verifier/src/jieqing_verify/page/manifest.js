// The manifest of a pack, read strictly: every key, every type, every bound. Nothing in it is signed: what it says is
// either held against what is signed (pack.js) or shown as not checked. A refusal names the top-level key at fault.
import { parse } from "./canonical.js";
import { hasKeys, isMatch } from "./entry.js";
import { unbase64 } from "./octets.js";
import { Wrong, or } from "./wrong.js";

export const MOST_MANIFEST_OCTETS = 16 * 1024 * 1024;
const KEYS = "entries files format made_at origin policy receipts recordings subject summary timestamps";
const HEX32 = "^[0-9a-f]{64}$";
const UUID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";
const MOMENT = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?Z$";
const DAY = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

/** The manifest (no more than MOST_MANIFEST_OCTETS) as it stands, `consistency` in octets; throws where anything is not as it must be. */
export async function parseManifest(octets) {
  const manifest = await or("manifest_not_canonical", {}, () => parse(octets));
  if (manifest === null || Array.isArray(manifest) || manifest.format !== "jieqing-pack/1") throw new Wrong("format_unknown");
  if (!hasKeys(manifest, KEYS)) throw malformed("manifest");
  const checks = {
    made_at: isMatch(MOMENT, manifest.made_at),
    subject: hasKeys(manifest.subject, "id kind") && isMatch("^[a-z_]{1,40}$", manifest.subject.kind),
    origin: isMatch("^[!-~]{1,255}$", manifest.origin),
  };
  for (const [where, holds] of Object.entries(checks)) if (!holds) throw malformed(where);
  if (!isMatch(UUID, manifest.subject.id)) throw malformed("subject");
  for (const [where, holds] of Object.entries(ROWS)) if (!holds(manifest[where])) throw malformed(where);
  const timestamps = manifest.timestamps.map((row) => ({ ...row, consistency: row.consistency.map(unbase64) }));
  const listed = { ...manifest, timestamps };
  const evidence = evidencePaths(listed); // one file named a hundred thousand times would be read as often
  if (new Set(evidence).size !== evidence.length) throw malformed("files");
  return listed;
}

const malformed = (where) => new Wrong("manifest_malformed", { where });
const isPath = (value) => isMatch("^[A-Za-z0-9._/-]{1,160}$", value); // any other could not be in the archive
const isPathOrNull = (value) => value === null || isPath(value);
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
const isHash = (value) => unbase64(value)?.length === 32;
const isEach = (value, holds) => Array.isArray(value) && value.every(holds);

// In the order in which they are read, so that of two faults the same one is named everywhere.
const ROWS = {
  entries: (rows) => isEach(rows, isEntry) && rows.every((row, at) => at === 0 || rows[at - 1].index < row.index),
  policy: isPath,
  timestamps: (rows) => isEach(rows, isStamp),
  receipts: (rows) => isEach(rows, (row) => hasKeys(row, "file kind") && row.kind === "evm" && isPath(row.file)),
  recordings: (rows) => isEach(rows, isRecording),
  files: (files) => files !== null && typeof files === "object" && !Array.isArray(files) && Object.entries(files).every(isListed),
  summary: isPathOrNull,
};

const isListed = ([path, digest]) => path !== "manifest.json" && isPath(path) && isMatch(HEX32, digest);

const isEntry = (row) =>
  hasKeys(row, "entry erased_on index opened proof") && isCount(row.index) && isPath(row.entry) && isPath(row.proof)
  && isPathOrNull(row.opened) && (row.erased_on === null || isMatch(DAY, row.erased_on));

const isStamp = (row) =>
  hasKeys(row, "authority checkpoint consistency size token") && typeof row.authority === "string" && isCount(row.size)
  && isPath(row.checkpoint) && isPath(row.token) && isEach(row.consistency, isHash);

const isRecording = (row) =>
  hasKeys(row, "entry file sha256 what") && typeof row.what === "string" && isPathOrNull(row.file) && isCount(row.entry)
  && isMatch(HEX32, row.sha256);

/** The paths of what is read as evidence: small files, each under a bound. */
export const evidencePaths = ({ policy, entries, timestamps, receipts }) => [
  policy,
  ...entries.flatMap(({ entry, proof, opened }) => [entry, proof, opened]).filter((path) => path !== null),
  ...timestamps.flatMap(({ checkpoint, token }) => [checkpoint, token]),
  ...receipts.map(({ file }) => file),
];

/** The paths of what is only hashed: recordings, the summary. */
export const attachedPaths = ({ recordings, summary }) =>
  [...recordings.map(({ file }) => file), summary].filter((path) => path !== null);
