/** Bytes of a part in which services store files (1 MiB). */
export const partBytes = 1_048_576;

/** Yields the same bytes in parts of `partBytes`; only the last part may be shorter. */
export async function* inParts(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let pending: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytes) {
    pending.push(piece);
    size += piece.byteLength;
    if (size < partBytes) continue;
    const whole = Buffer.concat(pending);
    let from = 0;
    for (; whole.byteLength - from >= partBytes; from += partBytes)
      yield whole.subarray(from, from + partBytes);
    pending = [whole.subarray(from)];
    size = whole.byteLength - from;
  }
  if (size > 0) yield Buffer.concat(pending);
}
