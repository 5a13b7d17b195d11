import { onOneLine } from '@ai-teacher/language/words.ts';
import { isSelfContained } from '../cloze/find-used-terms.ts';
import type { ItemSource, ReadPage, SourcePage } from '../drafts/item-draft.ts';

/** Steps or events of one page in their order, with the words that introduce them. */
export type Sequence = {
  readonly kind: 'events' | 'steps';
  /** What the sequence is about: its lead-in, or the heading above it. Empty without either. */
  readonly subject: string;
  readonly texts: readonly string[];
  readonly source: ItemSource;
};

const minTexts = 3;
const maxTexts = 6;
const maxTextCharacters = 200;
const maxQuoteCharacters = 2_000;

/**
 * Finds sequences of English pages: numbered steps under a lead-in that announces an order, sentences that
 * begin with “First”, “Then” and “Finally”, and sentences with one year each.
 */
export const findSequences = ({ page, sentences, language }: ReadPage): Sequence[] => {
  if (language !== 'en') return [];
  return [...numberedSteps(page), ...toldSteps(page, sentences), ...datedEvents(page, sentences)].filter(
    ({ texts, source }) =>
      texts.length >= minTexts &&
      source.quote.length <= maxQuoteCharacters &&
      new Set(texts.map((text) => text.toLowerCase())).size === texts.length &&
      texts.every((text) => text.length <= maxTextCharacters && !revealingPattern.test(text)),
  );
};

/** Words of a text that tell its place among the others, and marks of code. */
const revealingPattern =
  /\b(?:steps?|stages?) (?:\d|one|two|three|four|five|six)|^(?:first|second|third|then|next|finally|lastly|last|afterwards|again|repeat|otherwise|if not)\b|\?|https?:|[=<>{}[\]\\|_#@*]/iu;

const sourceFrom = (page: SourcePage, start: number, end: number): ItemSource => ({
  documentId: page.documentId,
  pageNumber: page.pageNumber,
  pageLabel: page.pageLabel,
  span: { start, end },
  quote: page.text.slice(start, end),
});

/** The number of an entry, at the beginning of a line or behind a sentence. */
const markerPattern = /(?:(?<=^|\n[ \t]*)|(?<=[.!?)”] ))(?<number>\d{1,2})[.)]\s+(?=\S)/gu;
/** A lead-in that announces an order. Exercises and lists of examples do not. */
const announcingPattern =
  /\b(?:steps?|stages?|phases?|procedure|process|sequence|order|flow|recipe|plan)\b[^.?!]*:\s*$/iu;
const exercisePattern = /\b(?:exercises?|questions?|problems?|write)\b/iu;

type Entry = { readonly text: string; readonly end: number };

/** The first sentence of each numbered entry. */
const numberedSteps = (page: SourcePage): Sequence[] => {
  const markers = [...page.text.matchAll(markerPattern)];
  return markers.flatMap((marker, at): Sequence[] => {
    if (marker.groups?.number !== '1') return [];
    const others = markers.slice(at + 1);
    const count = others.findIndex(({ groups }, behind) => Number(groups?.number) !== behind + 2);
    const list = [marker, ...others.slice(0, count < 0 ? undefined : count)];
    const lead = leadInBefore(page.text, marker.index);
    if (lead === undefined || list.length > maxTexts) return [];
    const entries = list.map((each) => entryAt(page.text, each.index + each[0].length));
    const end = entries.at(-1)?.end ?? marker.index;
    const source = sourceFrom(page, lead.start, end);
    return [{ kind: 'steps', subject: lead.subject, texts: entries.map(({ text }) => text), source }];
  });
};

const entryAt = (text: string, start: number): Entry => {
  const paragraph = /^[\s\S]*?(?=\n\s*\n|\n\s*\d{1,2}[.)]\s|$)/u.exec(text.slice(start))?.[0] ?? '';
  const sentence = /^[\s\S]*?[.!?;](?=\s|$)/u.exec(paragraph)?.[0] ?? paragraph.trimEnd();
  return { text: onOneLine(sentence).replace(/[.;,]$/u, ''), end: start + sentence.length };
};

/** The sentence before a list, if it announces an order. */
const leadInBefore = (
  text: string,
  before: number,
): { readonly start: number; readonly subject: string } | undefined => {
  const lead = /(?:^|(?<=[.!?]\s|\n\s*\n))(?!\s)(?:(?![.!?]\s|\n\s*\n)[\s\S]){10,300}$/u.exec(
    text.slice(0, before).trimEnd(),
  );
  if (lead === null || !announcingPattern.test(lead[0]) || exercisePattern.test(lead[0])) return undefined;
  return { start: lead.index, subject: onOneLine(lead[0]).replace(/:$/u, '') };
};

const openingPattern = /^First(?:ly)?,?\s+/u;
const followingPattern =
  /^(?:Then|Next|After that|Afterwards|Second(?:ly)?|Third(?:ly)?|Fourth(?:ly)?|Finally|Lastly),?\s+/u;

type Sentences = ReadPage['sentences'];

/** Consecutive sentences that begin with words of order. The words are left out of the texts. */
const toldSteps = (page: SourcePage, sentences: Sentences): Sequence[] =>
  sentences.flatMap((first, at): Sequence[] => {
    if (!openingPattern.test(first.text)) return [];
    const rest = sentences.slice(at + 1);
    const count = rest.findIndex(({ text }) => !followingPattern.test(text));
    const all = [first, ...rest.slice(0, count < 0 ? undefined : count)].slice(0, maxTexts);
    const texts = all.map(({ text }) =>
      text.replace(openingPattern, '').replace(followingPattern, '').replace(/\.$/u, ''),
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

const startYearPattern = /^(?:In|By|Since) (?<year>1\d{3}|20\d{2}),? /u;
const endYearPattern = /,? (?:in|since|by) (?<year>1\d{3}|20\d{2})\.$/u;

/** Sentences of a page with one year each at their beginning or end. The years are left out. */
const datedEvents = (page: SourcePage, sentences: Sentences): Sequence[] => {
  const events = sentences.flatMap((sentence) => {
    const { text } = sentence;
    const year = startYearPattern.exec(text)?.groups?.year ?? endYearPattern.exec(text)?.groups?.year;
    if (year === undefined || text.match(/\d+/gu)?.length !== 1) return [];
    const event = text.replace(startYearPattern, '').replace(endYearPattern, '').replace(/\.$/u, '');
    return isSelfContained(text, 'en') || isSelfContained(`${event}.`, 'en')
      ? [{ year: Number(year), event, sentence }]
      : [];
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
