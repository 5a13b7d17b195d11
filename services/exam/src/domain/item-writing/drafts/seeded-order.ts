/**
 * A repeatable number from 0 to 2³² − 1: equal seeds give equal numbers on every machine.
 * FNV-1a over UTF-16 units with a final avalanche. Suitable for spreading, not for secrets.
 */
export const seededNumber = (seed: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < seed.length; at += 1) {
    hash = Math.imul(hash ^ seed.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** Returns a copy in an order that depends only on the seed and on the name of each thing. */
export const inSeededOrder = <T>(things: readonly T[], seed: string, nameOf: (thing: T) => string): T[] => {
  return things
    .map((thing) => ({ thing, name: nameOf(thing), rank: seededNumber(`${seed}\u0000${nameOf(thing)}`) }))
    .sort((left, right) => left.rank - right.rank || (left.name < right.name ? -1 : 1))
    .map(({ thing }) => thing);
};
