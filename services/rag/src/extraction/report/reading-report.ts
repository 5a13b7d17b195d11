import { pageRanges } from '@ai-teacher/contracts/rag/page-ranges.ts';
import type { DocumentWarning, WarningCode } from '@ai-teacher/contracts/rag/warnings.ts';
import { countUnseenMarks } from '@ai-teacher/language/invisible-characters.ts';
import type { Beside, BesideDocument, HiddenBecause, RawPage } from '../model/page-model.ts';

/** Honest files contain stray marks; a larger number is a message. */
const minReportedMarks = 8;
/** Fewer hidden letters of a page are left out without a word: a stray label is no message. */
const minReportedLetters = 4;

const hiddenTexts: Readonly<Record<HiddenBecause, string>> = {
  undrawn: 'Text that is drawn without any ink',
  transparent: 'Text that is transparent',
  background: 'Text in the colour of its background',
  clipped: 'Text outside its visible area',
  covered: 'Text behind a picture or a coloured area',
  'off-page': 'Text outside the page',
  tiny: 'Text that is too small to read',
  layer: 'Text in a layer that is switched off',
};

type OnPages = (pages: string) => string;

const onPages = {
  'picture-pages': (pages) => `No text could be read on ${pages}, because it shows only pictures.`,
  'recognised-text': (pages) =>
    `The text on ${pages} was recognised from pictures. Some of its words may be wrong.`,
  'unchecked-pages': (pages) => `The text on ${pages} was left out, because it could not be read or checked.`,
  'garbled-text': (pages) =>
    `Text on ${pages} is lost or garbled, because the fonts of the file do not name its letters.`,
  'form-fields': (pages) => `Values in form fields on ${pages} were not read.`,
  notes: (pages) => `Notes on ${pages} were not read.`,
  attachments: (pages) => `Files that are attached to ${pages} were not read.`,
} as const satisfies Partial<Record<WarningCode, OnPages>>;
type PageCode = keyof typeof onPages;

const ofDocument: Readonly<Record<BesideDocument, string>> = {
  'xfa-form': 'The file contains an XFA form. The contents of the form were not read.',
  portfolio: 'The file is a portfolio. Only its cover was read. Upload the files in it one by one.',
  attachments: 'The file contains attached files. They were not read.',
};

export type ReadingReport = {
  /** @param number Position in the file, counted from 1. */
  readonly add: (number: number, page: RawPage) => void;
  readonly note: (code: PageCode, number: number) => void;
  /** Notes a limit that was reached on these pages. @param name the setting. */
  readonly reach: (name: string, value: number, pages: readonly number[]) => void;
  readonly noteDocument: (beside: readonly BesideDocument[]) => void;
  /** The warnings for the teacher, with page numbers. */
  readonly warnings: () => DocumentWarning[];
};

/** Collects the unread parts of a file, page by page. */
export const createReadingReport = (): ReadingReport => {
  const hidden = new Map<HiddenBecause, number[]>();
  const noted = new Map<PageCode, Set<number>>();
  const ofFile = new Set<BesideDocument>();
  const reached: DocumentWarning[] = [];
  let unseenMarks = 0;
  const note = (code: PageCode, number: number) => {
    noted.set(code, (noted.get(code) ?? new Set()).add(number));
  };
  return {
    add: (number, page) => {
      for (const run of page.runs) unseenMarks += countUnseenMarks(run.text);
      for (const code of page.beside satisfies readonly Beside[]) note(code, number);
      for (const [because, letters] of page.hidden)
        if (letters >= minReportedLetters) hidden.set(because, [...(hidden.get(because) ?? []), number]);
    },
    note,
    reach: (name, value, pages) =>
      reached.push({
        code: 'limit-reached',
        sentence: `The text of pictures was recognised on ${value} pages only (${name}).`,
        pages: [...pages],
        limit: { name, value },
      }),
    noteDocument: (beside) => {
      for (const code of beside) ofFile.add(code);
    },
    warnings: () => [
      ...(Object.keys(onPages) as PageCode[]).flatMap((code) => pageWarning(code, noted.get(code))),
      ...[...hidden].map(([because, pages]) => hiddenWarning(because, pages)),
      ...[...ofFile].map((code): DocumentWarning => ({ code, sentence: ofDocument[code], pages: [] })),
      ...reached,
      ...(unseenMarks < minReportedMarks ? [] : [unseenMarksWarning]),
    ],
  };
};

const pageWarning = (code: PageCode, numbers: ReadonlySet<number> | undefined): DocumentWarning[] => {
  if (numbers === undefined) return [];
  const pages = [...numbers].toSorted((a, b) => a - b);
  return [{ code, sentence: onPages[code](namePages(pages)), pages }];
};

const hiddenWarning = (because: HiddenBecause, pages: number[]): DocumentWarning => ({
  code: because === 'layer' ? 'hidden-layer' : 'hidden-text',
  sentence: `${hiddenTexts[because]} was found on ${namePages(pages)}. It was left out, because readers cannot see it.`,
  pages,
});

const unseenMarksWarning: DocumentWarning = {
  code: 'invisible-characters',
  sentence: 'The text contains many invisible characters. These characters were removed.',
  pages: [],
};

const namePages = (pages: readonly number[]): string =>
  `${pages.length === 1 ? 'page' : 'pages'} ${pageRanges(pages)} of the file`;
