declare module 'bidi-js' {
  type EmbeddingLevels = { readonly levels: Uint8Array };

  export type Bidi = {
    /** The level of each UTF-16 unit. Odd levels are read from right to left. */
    readonly getEmbeddingLevels: (text: string, direction: 'ltr' | 'rtl') => EmbeddingLevels;
    readonly getMirroredCharacter: (character: string) => string | null;
  };

  const createBidi: () => Bidi;
  export default createBidi;
}
