import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { sentenceEnds } from '@ai-teacher/language/sentences/sentence-ends.ts';
import { onOneLine } from '@ai-teacher/language/words.ts';
import { isSelfContained } from '../cloze/find-used-terms.ts';
import type { ItemSource, ReadPage, SourcePage } from '../drafts/item-draft.ts';
import { statementEnd } from '../languages/language-rules.ts';
import { plainDigits } from '../quantities/read-number.ts';
import { hasOtherEra } from './ordered-options.ts';
import { type SequenceForms, sequenceFormsOf } from './sequence-forms.ts';
import { type UnorderedWords, unorderedWordsOf } from './unordered-words.ts';

/** Steps or events of one page in their order, with the words that introduce them. */
export type Sequence = {
  readonly kind: 'events' | 'steps';
  /** The subject of the sequence: its lead-in, or the heading above it. Empty without either. */
  readonly subject: string;
  readonly texts: readonly string[];
  readonly source: ItemSource;
};

const minTexts = 3;
const maxTexts = 6;
const maxTextCharacters = 200;
const maxQuoteCharacters = 2_000;

/**
 * Finds sequences by the forms of the page's language: numbered steps under a lead-in that announces an
 * order, sentences that begin with words such as “First”, “Then” and “Finally”, and sentences with one year
 * each. A page in a language without forms has none.
 */
export const findSequences = (read: ReadPage): Sequence[] => {
  const forms = formsOf(read.language);
  if (forms === undefined) return [];
  const found = [...numberedSteps(read.page, forms), ...toldSteps(read, forms), ...datedEvents(read, forms)];
  return found.filter(
    ({ texts, source }) =>
      texts.length >= minTexts &&
      source.quote.length <= maxQuoteCharacters &&
      new Set(texts.map((text) => text.toLowerCase())).size === texts.length &&
      texts.every(
        (text) => text.length <= maxTextCharacters && !forms.revealing.test(text) && !unfitSigns.test(text),
      ),
  );
};

type Forms = SequenceForms & { readonly unordered: UnorderedWords };

const formsOf = (language: ReadPage['language']): Forms | undefined => {
  const [forms, unordered] = [sequenceFormsOf(language), unorderedWordsOf(language)];
  return forms && unordered && { ...forms, unordered };
};

/** Questions, addresses and code. */
const unfitSigns = /[?？؟]|https?:|[=<>{}[\]\\|_#@*]/iu;

/** A mark that ends a sentence. One of ASCII also stands inside numbers, so a blank follows it. */
const endSource = `(?:[.!?](?=\\s|$)|(?![.!?])[${sentenceEnds}])`;
const lastMark = new RegExp(`[${sentenceEnds};；؛,،]$`, 'u');
const fullStop = new RegExp(`${statementEnd}$`, 'u');

const sourceFrom = (page: SourcePage, start: number, end: number): ItemSource => ({
  documentId: page.documentId,
  pageNumber: page.pageNumber,
  pageLabel: page.pageLabel,
  span: { start, end },
  quote: page.text.slice(start, end),
});

/** The number of an entry, at the beginning of a line or behind a sentence. */
const markerPattern =
  /(?:(?<=^|\n[ \t]*)|(?<=[.!?)”] |[。।] ?))(?<number>\p{Nd}{1,2})(?:[.)]\s+|[、．]\s*)(?=\S)/gu;
const numberOf = (marker: RegExpMatchArray | undefined): number =>
  Number(plainDigits(marker?.groups?.number ?? ''));

type Entry = { readonly text: string; readonly end: number };

/** The first sentence of each numbered entry. */
const numberedSteps = (page: SourcePage, forms: Forms): Sequence[] => {
  const markers = [...page.text.matchAll(markerPattern)];
  return markers.flatMap((marker, at): Sequence[] => {
    if (numberOf(marker) !== 1) return [];
    const others = markers.slice(at + 1);
    const count = others.findIndex((other, behind) => numberOf(other) !== behind + 2);
    const list = [marker, ...others.slice(0, count < 0 ? undefined : count)];
    const lead = leadInBefore(page.text, marker.index, forms);
    if (lead === undefined || list.length > maxTexts) return [];
    const entries = list.map((each) => entryAt(page.text, each.index + each[0].length));
    const end = entries.at(-1)?.end ?? marker.index;
    const source = sourceFrom(page, lead.start, end);
    return [{ kind: 'steps', subject: lead.subject, texts: entries.map(({ text }) => text), source }];
  });
};

const entryPattern = /^[\s\S]*?(?=\n\s*\n|\n\s*\p{Nd}{1,2}(?:[.)]\s|[、．])|$)/u;
const firstSentence = new RegExp(`^[\\s\\S]*?(?:${endSource}|;(?=\\s|$)|[；؛])`, 'u');

const entryAt = (text: string, start: number): Entry => {
  const paragraph = entryPattern.exec(text.slice(start))?.[0] ?? '';
  const sentence = firstSentence.exec(paragraph)?.[0] ?? paragraph.trimEnd();
  return { text: onOneLine(sentence).replace(lastMark, ''), end: start + sentence.length };
};

const leadPattern = new RegExp(
  `(?:^|(?<=[.!?]\\s|(?![.!?])[${sentenceEnds}]\\s?|\\n\\s*\\n))(?!\\s)(?:(?!${endSource}|\\n\\s*\\n)[\\s\\S]){1,300}$`,
  'u',
);
const minLeadCharacters = 10;
const minSpacelessLeadCharacters = 5;

/** The sentence before a list, if it announces an order. */
const leadInBefore = (
  text: string,
  before: number,
  forms: Forms,
): { readonly start: number; readonly subject: string } | undefined => {
  const lead = leadPattern.exec(text.slice(0, before).trimEnd());
  if (lead === null || !announcesOrder(lead[0], forms)) return undefined;
  const min = isSpaceless(lead[0]) ? minSpacelessLeadCharacters : minLeadCharacters;
  if (lead[0].length < min) return undefined;
  return { start: lead.index, subject: onOneLine(lead[0]).replace(/\s*[:：]$/u, '') };
};

/** Whether a lead-in announces steps in their order. */
const announcesOrder = (lead: string, { announcing, unordered }: Forms): boolean => {
  const last = [...lead.matchAll(announcing)].at(-1);
  if (last === undefined || !/[:：]$/u.test(lead)) return false;
  const behind = lead.slice(last.index + last[0].length);
  return !unordered.counted.test(behind) && !unordered.leadIn.test(lead) && !unordered.parallel.test(lead);
};

/** Consecutive sentences that begin with words of order. The words are left out of the texts. */
const toldSteps = ({ page, sentences }: ReadPage, { told, unordered }: Forms): Sequence[] => {
  if (told === undefined) return [];
  return sentences.flatMap((first, at): Sequence[] => {
    if (!told.opening.test(first.text)) return [];
    if (unordered.pointing.test(first.text.replace(told.opening, ''))) return [];
    if (unordered.parallel.test(sentences[at - 1]?.text ?? '')) return [];
    const rest = sentences.slice(at + 1);
    const count = rest.findIndex(({ text }) => !told.following.test(text));
    const all = [first, ...rest.slice(0, count < 0 ? undefined : count)].slice(0, maxTexts);
    if (!all.some(({ text }) => told.later.test(text))) return [];
    const texts = all.map(({ text }) =>
      text.replace(told.opening, '').replace(told.following, '').replace(fullStop, ''),
    );
    const last = all.at(-1) ?? first;
    return [
      {
        kind: 'steps',
        subject: headingAt(page, first.start),
        texts,
        source: sourceFrom(page, first.start, last.end),
      },
    ];
  });
};

/** Sentences of a page with one year each at their beginning or end. The years are left out. */
const datedEvents = ({ page, sentences, language }: ReadPage, forms: Forms): Sequence[] => {
  const yearPatterns = [forms.startYear, forms.endYear].filter((pattern) => pattern !== undefined);
  const events = sentences.flatMap((sentence) => {
    const { text } = sentence;
    const pattern = yearPatterns.find((each) => each.test(text));
    if (pattern === undefined || text.match(/\p{Nd}+/gu)?.length !== 1 || hasOtherEra(text)) return [];
    const year = Number(plainDigits(pattern.exec(text)?.groups?.year ?? ''));
    const event = text.replace(pattern, '').replace(fullStop, '');
    const isWhole = isSelfContained(text, language) || isSelfContained(`${event}.`, language);
    return isWhole ? [{ year, event, sentence }] : [];
  });
  const chosen = events.slice(0, maxTexts);
  const first = chosen[0]?.sentence;
  const last = chosen.at(-1)?.sentence;
  if (first === undefined || last === undefined) return [];
  const ordered = chosen.toSorted((left, right) => left.year - right.year);
  if (new Set(ordered.map(({ year }) => year)).size < ordered.length) return [];
  return [
    {
      kind: 'events',
      subject: headingAt(page, first.start),
      texts: ordered.map(({ event }) => event),
      source: sourceFrom(page, first.start, last.end),
    },
  ];
};

const headingAt = (page: SourcePage, offset: number): string =>
  page.headings.findLast((heading) => heading.offset <= offset)?.path.at(-1) ?? '';
