/** The bytes of a cache line, the unit that the processor fetches. */
const lineBytes = 64;
const lineInts = lineBytes / Int32Array.BYTES_PER_ELEMENT;
const readings = 2_000_000;

/**
 * A chain over `lines` cache lines in an unpredictable order. Each line begins with the offset of the next,
 * and the chain visits every line once before it returns (Sattolo's shuffle).
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
 * Nanoseconds for a read that depends on the read before it, over `kibibytes` of memory. A request touches
 * some megabytes of code and data in half a dozen processes, so this figure limits a machine more than its
 * clock rate. Usual values: 4 from the cache of one core, 10 to 20 from the shared cache, 100 from memory.
 */
export const memoryLatency = (kibibytes: number): number => {
  const lines = (kibibytes * 1_024) / lineBytes;
  const memory = walkOver(lines);
  // Compiles the loop and fills the caches.
  follow(memory, Math.max(lines, readings));
  const begin = performance.now();
  const end = follow(memory, readings);
  const nanoseconds = (performance.now() - begin) * 1e6;
  // The result is used, so that the compiler keeps the loop.
  return end < 0 ? Number.NaN : nanoseconds / readings;
};
