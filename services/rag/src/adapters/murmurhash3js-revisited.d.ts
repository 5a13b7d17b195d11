/** The package has no types of its own; this is what is used of it. */
declare module 'murmurhash3js-revisited' {
  const murmur: { readonly x86: { readonly hash32: (bytes: Uint8Array, seed?: number) => number } };
  export default murmur;
}
