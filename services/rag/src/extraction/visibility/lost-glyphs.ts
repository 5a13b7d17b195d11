import type { PdfJsGlyph } from './place-glyphs.ts';

/**
 * The text that pdf.js gives for a glyph without a character: nothing, the replacement character, or a
 * control.
 */
const noCharacterPattern = /^[[\p{Cc}\p{Cn}\ufffd]--[\t\n\r]]?$/v;
/** The blank of TrueType fonts is their glyph number 3. */
const blankGlyph = '\u0003';
/** Most glyphs, so this shorter pattern comes first. */
const asciiLetterPattern = /^[A-Za-z0-9]/;
const letterPattern = /^[\p{L}\p{M}\p{N}]/u;

type Kind = 'blank' | 'letter' | 'lost';

/**
 * Counts the glyphs in words to which the file gives no character. Bullets alone, and rules made of one
 * repeated glyph, are no words.
 */
export class LostGlyphs {
  count = 0;
  #kind: Kind = 'blank';
  #glyph: unknown;
  #isCounted = true;
  #wasSingle = false;

  /** Adds the glyphs of one text operator. Letters that are drawn one by one may be one word. */
  add(glyphs: readonly (PdfJsGlyph | number | null)[]): void {
    const drawn = glyphs.filter((glyph) => glyph !== null && typeof glyph === 'object');
    const isSingle = drawn.length === 1;
    if (!isSingle || !this.#wasSingle) this.#kind = 'blank';
    for (const glyph of drawn) this.#addGlyph(glyph);
    this.#wasSingle = isSingle;
  }

  #addGlyph(glyph: PdfJsGlyph): void {
    const kind = kindOf(glyph);
    if (kind === 'lost') {
      const isInWord = this.#kind === 'letter' || (this.#kind === 'lost' && this.#glyph !== glyph);
      if (isInWord) this.count += 1;
      this.#isCounted = isInWord;
    } else if (kind === 'letter' && this.#kind === 'lost' && !this.#isCounted) this.count += 1;
    this.#kind = kind;
    this.#glyph = glyph;
  }
}

const kindOf = (glyph: PdfJsGlyph): Kind => {
  const text = glyph.unicode ?? '';
  if (glyph.isSpace || text === blankGlyph) return 'blank';
  if (asciiLetterPattern.test(text)) return 'letter';
  if ((glyph.width ?? 0) > 0 && noCharacterPattern.test(text)) return 'lost';
  return letterPattern.test(text) ? 'letter' : 'blank';
};
