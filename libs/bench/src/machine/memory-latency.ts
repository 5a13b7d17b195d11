/** A cache line: what the processor fetches at once. */
const lineBytes = 64;
const lineInts = lineBytes / Int32Array.BYTES_PER_ELEMENT;
const readings = 2_000_000;

/**
 * A walk over `lines` cache lines in an order nobody can foresee: at the begin of each stands where the next
 * one begins, and the walk meets every line once before it is back (Sattolo's shuffle).
 */
export const walkOver = (lines: number): Int32Array => {
  const order = Int32Array.from({ length: lines }, (_, index) => index);
  for (let last = lines - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * last);
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  const memory = new Int32Array(lines * lineInts);
  for (let index = 0; index < lines; index += 1)
    memory[index * lineInts] = (order[index] as number) * lineInts;
  return memory;
};

const follow = (memory: Int32Array, steps: number): number => {
  let at = 0;
  for (let step = 0; step < steps; step += 1) at = memory[at] as number;
  return at;
};

/**
 * Nanoseconds for a read that has to wait for the one before it, over `kibibytes` of memory. A request
 * touches some megabytes of code and data in half a dozen processes, so this, more than the clock of the
 * processor, says how fast a machine can be: some 4 from the cache of one core, 10 to 20 from the one that
 * all share, 100 from memory.
 */
export const memoryLatency = (kibibytes: number): number => {
  const lines = (kibibytes * 1_024) / lineBytes;
  const memory = walkOver(lines);
  // Compiles the loop, and brings in what the caches can hold.
  follow(memory, Math.max(lines, readings));
  const begin = performance.now();
  const end = follow(memory, readings);
  const nanoseconds = (performance.now() - begin) * 1e6;
  // The place is used, so that the walk is not left out.
  return end < 0 ? Number.NaN : nanoseconds / readings;
};
