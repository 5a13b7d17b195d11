import { countUnseenMarks } from '@ai-teacher/language/invisible-characters.ts';
import type { RawPage, TextRun } from '../model/page-model.ts';

/** Characters that a person cannot read, by cause. pdf.js itself drops text that lies off the page. */
export type UnreadableText = {
  readonly tiny: number;
  readonly unseenMarks: number;
};

/** Honest files contain stray marks; a larger number is a message. */
const minReportedMarks = 8;
const minReportedCharacters = 12;

/** People cannot read smaller glyphs, so smaller glyphs are not part of the page's text. */
const minReadablePoints = 1;

export const isTooSmall = (run: TextRun): boolean =>
  run.size < minReadablePoints && run.width < run.text.length * 0.5;

export type UnreadableTextCounter = {
  readonly add: (page: RawPage) => void;
  readonly counts: () => UnreadableText;
};

/** Counts unreadable characters page by page. */
export const createUnreadableTextCounter = (): UnreadableTextCounter => {
  const counts = { tiny: 0, unseenMarks: 0 };
  return {
    add: (page) => {
      for (const run of page.runs) {
        const characters = run.text.trim().length;
        counts.unseenMarks += countUnseenMarks(run.text);
        if (isTooSmall(run)) counts.tiny += characters;
      }
    },
    counts: () => counts,
  };
};

/** Sentences for the teacher; empty when the counts are too low to report. */
export const unreadableTextWarnings = ({ tiny, unseenMarks }: UnreadableText): string[] => {
  const warnings: string[] = [];
  if (tiny >= minReportedCharacters)
    warnings.push('The file contains text that is too small to read. This text was left out.');
  if (unseenMarks >= minReportedMarks)
    warnings.push('The text contains many invisible characters. These characters were removed.');
  return warnings;
};
