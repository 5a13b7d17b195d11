import type { HiddenBecause } from '../model/page-model.ts';
import { type DrawnGlyph, isLetter, somePixel } from './drawn-glyph.ts';
import type { Raster } from './raster.ts';

/**
 * On a scan, almost all letters over its picture are recognised text: drawn in no colour, or behind the
 * picture. With a smaller share, text hides among text that readers see.
 */
const minRecognisedShare = 0.8;
/** A smaller picture over text is no scan of the page. */
const minScanShare = 0.5;

export type HiddenLetters = ReadonlyMap<HiddenBecause, number>;

/**
 * Decides which glyphs readers can see after the whole page has been drawn. Counts hidden letters by
 * reason.
 */
export const judgeGlyphs = (glyphs: readonly DrawnGlyph[], raster: Raster): HiddenLetters => {
  const behindImage = new Set<DrawnGlyph>();
  for (const glyph of glyphs) {
    if (glyph.hidden === 'undrawn' && glyph.shown) glyph.hidden = undefined;
    if (glyph.hidden !== undefined) continue;
    const cover = coverOf(glyph, raster);
    if (cover !== undefined) glyph.hidden = 'covered';
    if (cover === 'image') behindImage.add(glyph);
  }
  showRecognisedText(glyphs, raster, behindImage);
  const counts = new Map<HiddenBecause, number>();
  for (const glyph of glyphs)
    if (glyph.hidden !== undefined && isLetter(glyph))
      counts.set(glyph.hidden, (counts.get(glyph.hidden) ?? 0) + 1);
  return counts;
};

/** Text that was recognised on a scan is drawn in no colour, or behind the scan. Searches find it. */
const showRecognisedText = (
  glyphs: readonly DrawnGlyph[],
  raster: Raster,
  behindImage: ReadonlySet<DrawnGlyph>,
): void => {
  const isScan = behindImage.size > 0 && raster.imageShare() >= minScanShare;
  const recognised = glyphs.filter(
    (glyph) => (glyph.hidden === 'undrawn' && isOnImage(glyph, raster)) || (isScan && behindImage.has(glyph)),
  );
  if (recognised.length === 0) return;
  const letters = recognised.filter(isLetter).length;
  const seen = glyphs.filter(
    (glyph) => glyph.hidden === undefined && isOnImage(glyph, raster) && isLetter(glyph),
  ).length;
  if (letters > (letters + seen) * minRecognisedShare)
    for (const glyph of recognised) glyph.hidden = undefined;
};

const coverOf = (glyph: DrawnGlyph, raster: Raster): 'fill' | 'image' | undefined => {
  if (glyph.time === raster.now) return undefined;
  let found: 'fill' | 'image' | undefined;
  const isSeen = somePixel(glyph, raster, (pixel) => {
    if (pixel < 0) return false;
    const cover = raster.coverSince(pixel, glyph.time);
    found = found === 'fill' ? found : cover;
    return cover === undefined;
  });
  return isSeen ? undefined : found;
};

const isOnImage = (glyph: DrawnGlyph, raster: Raster): boolean =>
  somePixel(glyph, raster, (pixel) => pixel >= 0 && raster.isOnImage(pixel));
