import type { ExtractionLimits } from '../model/limits.ts';

const encoder = new TextEncoder();

/**
 * Shortens the headings above a passage: leaves out levels beyond the depth, and cuts the titles where
 * their bytes (UTF-8) reach the limit.
 *
 * @returns the path, and whether something was left out.
 */
export const limitPath = (
  path: readonly string[],
  { headingDepth, headingBytes }: Pick<ExtractionLimits, 'headingDepth' | 'headingBytes'>,
): { path: string[]; shortened: boolean } => {
  const kept: string[] = [];
  let room = headingBytes;
  for (const title of path.slice(0, headingDepth)) {
    const part = fitting(title, room);
    if (part !== '') kept.push(part);
    room -= encoder.encode(part).byteLength;
    if (part !== title) return { path: kept, shortened: true };
  }
  return { path: kept, shortened: path.length > headingDepth };
};

/** The beginning of a text that has at most the given number of bytes. */
const fitting = (text: string, bytes: number): string => {
  if (encoder.encode(text).byteLength <= bytes) return text;
  const { read } = encoder.encodeInto(text, new Uint8Array(Math.max(0, bytes)));
  return text.slice(0, read).trimEnd();
};
