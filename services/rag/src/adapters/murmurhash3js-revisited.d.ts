/** The package has no types. This declares the part in use. */
declare module 'murmurhash3js-revisited' {
  const murmur: { readonly x86: { readonly hash32: (bytes: Uint8Array, seed?: number) => number } };
  export default murmur;
}
