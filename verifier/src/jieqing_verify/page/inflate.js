// Unpacking one file of a ZIP, never to more than it says; and its checksum.

/** The octets that these inflate to, or null where they are not whole, hold more, or are not as many as `size`. */
export async function inflated(packed, size) {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const found = new Uint8Array(size);
  let at = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return at === size ? found : null;
      if (at + value.length > size) {
        await reader.cancel();
        return null;
      }
      found.set(value, at);
      at += value.length;
    }
  } catch (error) {
    if (error instanceof TypeError) return null; // how the stream says that the octets are not deflate's
    throw error;
  }
}

const TABLE = Uint32Array.from({ length: 256 }, (_, octet) => {
  let rest = octet;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

export function crc32(octets) {
  let rest = 0xffffffff;
  for (const octet of octets) rest = (rest >>> 8) ^ TABLE[(rest ^ octet) & 0xff];
  return (rest ^ 0xffffffff) >>> 0;
}
