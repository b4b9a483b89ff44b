// Reading a ZIP from a stranger. A pack is held to one layout, in which every octet belongs to exactly one thing:
// local header and data of each file, one after another from the start; the central directory in the same order and
// saying the same; the end record; nothing else. Source: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4.
import { crc32, inflated } from "./inflate.js";
import { text } from "./octets.js";
import { Wrong } from "./wrong.js";

const MOST_FILES = 20_000;
export const MOST_OCTETS = 256 * 1024 * 1024; // of all files together, unpacked; and of the archive itself
const LONGEST_PATH = 160;
const PATH = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
const TOO_BIG = { limit: MOST_OCTETS, files: MOST_FILES };

const [LOCAL_MARK, CENTRAL_MARK, END_MARK] = [0x04034b50, 0x02014b50, 0x06054b50];
const [LOCAL_OCTETS, CENTRAL_OCTETS, END_OCTETS] = [30, 46, 22];
const [STORED, DEFLATED] = [0, 8];
const ENCRYPTED = 0x0001 | 0x0040 | 0x2000;
const FREE_FLAGS = 0x0800 | 0x0006; // names in UTF-8; how hard the packer tried
const [KIND, PLAIN_FILE, DOS_NO_FILE] = [0o170000, 0o100000, 0x18];

/** The files of one ZIP: {paths, has(path), size(path), read(path)}; each is unpacked only when it is read. */
export function openZip(archive) {
  if (archive.length > MOST_OCTETS) throw new Wrong("zip_too_big", TOO_BIG);
  const members = directory(archive);
  return {
    paths: [...members.keys()].sort(),
    has: (path) => members.has(path),
    size: (path) => members.get(path).size,
    async read(path) {
      const { start, packed, size, crc, method } = members.get(path);
      const octets = archive.subarray(start, start + packed);
      const found = method === STORED ? octets : await inflated(octets, size);
      if (found?.length !== size || crc32(found) !== crc) throw new Wrong("zip_damaged", { path });
      return found;
    },
  };
}

function directory(archive) {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length);
  const { count, offset } = endRecord(archive, view);
  const [members, seen] = [new Map(), new Set()];
  let [at, nextLocal, total] = [offset, 0, 0];
  for (let left = count; left > 0; left -= 1) {
    const member = readMember(archive, view, at, nextLocal);
    const { path, size, start, packed } = member;
    if (seen.has(path.toLowerCase())) throw new Wrong("zip_duplicate", { path }); // some file systems take A for a
    seen.add(path.toLowerCase());
    total += size;
    if (total > MOST_OCTETS) throw new Wrong("zip_too_big", TOO_BIG);
    members.set(path, member);
    [at, nextLocal] = [at + CENTRAL_OCTETS + path.length, start + packed];
  }
  if (at !== archive.length - END_OCTETS || nextLocal !== offset) throw new Wrong("zip_layout");
  return members;
}

function endRecord(archive, view) {
  if (archive.length < END_OCTETS || !holdsEndMark(archive)) throw new Wrong("zip_not_zip");
  const at = archive.length - END_OCTETS;
  const [disk, firstDisk, here, count] = [4, 6, 8, 10].map((field) => view.getUint16(at + field, true));
  const [size, offset] = [12, 16].map((field) => view.getUint32(at + field, true));
  const comment = view.getUint16(at + 20, true);
  const isPlain = view.getUint32(at, true) === END_MARK && !disk && !firstDisk && here === count && !comment;
  if (!isPlain || count === 0xffff || offset + size + END_OCTETS !== archive.length) throw new Wrong("zip_layout");
  if (count > MOST_FILES) throw new Wrong("zip_too_big", TOO_BIG);
  return { count, offset };
}

function holdsEndMark(archive) {
  for (let at = archive.indexOf(0x50); at >= 0; at = archive.indexOf(0x50, at + 1)) {
    if (archive[at + 1] === 0x4b && archive[at + 2] === 5 && archive[at + 3] === 6) return true;
  }
  return false;
}

/** One file of the central directory, held against its local header. */
function readMember(archive, view, at, local) {
  const end = archive.length - END_OCTETS;
  if (at + CENTRAL_OCTETS > end || view.getUint32(at, true) !== CENTRAL_MARK) throw new Wrong("zip_layout");
  const [flags, method] = [8, 10].map((field) => view.getUint16(at + field, true));
  const [crc, packed, size, outer, where] = [16, 20, 24, 38, 42].map((field) => view.getUint32(at + field, true));
  const [nameOctets, extra, comment, disk] = [28, 30, 32, 34].map((field) => view.getUint16(at + field, true));
  const name = archive.subarray(at + CENTRAL_OCTETS, Math.min(at + CENTRAL_OCTETS + nameOctets, end));
  if (name.length !== nameOctets) throw new Wrong("zip_layout");
  const path = plainPath(name);
  refuseKind(path, flags, method, outer);
  const start = local + LOCAL_OCTETS + nameOctets;
  const isLaidOut = !(flags & ~FREE_FLAGS) && !extra && !comment && !disk && where === local && start + packed <= end
    && view.getUint32(local, true) === LOCAL_MARK
    && isRepeated(archive, at + 6, local + 4, 24) // from "version needed" to the length of the name
    && view.getUint16(local + 28, true) === 0
    && isRepeated(archive, at + CENTRAL_OCTETS, local + LOCAL_OCTETS, nameOctets)
    && (method !== STORED || packed === size);
  if (!isLaidOut) throw new Wrong("zip_layout");
  return { path, start, packed, size, crc, method };
}

function isRepeated(archive, one, other, length) {
  for (let at = 0; at < length; at += 1) if (archive[one + at] !== archive[other + at]) return false;
  return true;
}

function plainPath(name) {
  const path = text(name);
  if (path === null || name.length > LONGEST_PATH || !PATH.test(path)) {
    throw new Wrong("zip_path", { path: new TextDecoder("utf-8", { ignoreBOM: true }).decode(name) });
  }
  return path;
}

function refuseKind(path, flags, method, outer) {
  if (flags & ENCRYPTED) throw new Wrong("zip_encrypted", { path });
  if (![0, PLAIN_FILE].includes((outer >>> 16) & KIND) || outer & DOS_NO_FILE) throw new Wrong("zip_link", { path });
  if (method !== STORED && method !== DEFLATED) throw new Wrong("zip_method", { path });
}
