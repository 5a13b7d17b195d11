import type { RawPage, TextRun } from './page-model.ts';

/** What a person looking at the page does not see, by the way it is hidden. (pdf.js itself drops text off the page.) */
export interface HiddenText {
  readonly tiny: number;
  readonly unseenMarks: number;
}

const UNSEEN_MARK = /[\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\u{e0001}-\u{e007f}]/gu;
/** Stray marks happen in honest files; a run of them is a message. */
const NOTABLE_MARKS = 8;
const NOTABLE_CHARACTERS = 12;

/** Below this a glyph cannot be read by a person, so it is not part of the page's text. */
const SMALLEST_READABLE_POINTS = 1;

export const isTooSmall = (run: TextRun): boolean =>
  run.size < SMALLEST_READABLE_POINTS && run.width < run.text.length * 0.5;

/** Counts hidden characters page by page. */
export function countHidden(): {
  look(page: RawPage): void;
  found(): HiddenText;
} {
  const found = { tiny: 0, unseenMarks: 0 };
  return {
    look(page) {
      for (const run of page.runs) {
        const characters = run.text.trim().length;
        found.unseenMarks += run.text.match(UNSEEN_MARK)?.length ?? 0;
        if (isTooSmall(run)) found.tiny += characters;
      }
    },
    found: () => found,
  };
}

/** Sentences for the teacher; none when nothing notable is hidden. */
export function hiddenTextWarnings(hidden: HiddenText): string[] {
  const warnings: string[] = [];
  if (hidden.tiny >= NOTABLE_CHARACTERS)
    warnings.push('The file holds text that is too small to be read. It was left out.');
  if (hidden.unseenMarks >= NOTABLE_MARKS)
    warnings.push('The text holds many characters that cannot be seen. They were removed.');
  return warnings;
}
