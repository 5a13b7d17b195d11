import { functionWordsFor, languageOf } from '@ai-teacher/language/function-words.ts';
import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { allTerms, type Term } from '@ai-teacher/language/terms.ts';
import { clausesOf, offsetIn, prepositions } from '../bare-question.ts';
import { isCourtesy, isPartOfCompounds } from '../frame-words.ts';
import { type Passage, termedSentencesOf } from '../passage.ts';
import { isWhat } from '../question-kind.ts';
import { contentTerms, likenessTo } from '../question-terms.ts';
import { type Asking, firstAsking } from '../question-words.ts';
import { isFraming } from './frame-families.ts';
import { subjectWithoutBlanks } from './subject-without-blanks.ts';

/** A longer remainder asks for more than the meaning of its subject. */
const maxSubjectTerms = 4;

type Reading = {
  readonly language: string;
  readonly isKnown: (term: Term) => boolean;
  readonly isFrame: (term: Term) => boolean;
  readonly isInOnePassage: (terms: readonly Term[]) => boolean;
};

/**
 * The subject of a question that asks only what something is, however the question is framed: "My
 * cousin swears I should know this, but what is a glacier?" is about a glacier.
 *
 * The subject stands beside the words that ask, and the passages contain each of its terms. The rest
 * is a frame: words of framing families, or a clause of its own without any word of the passages,
 * without a name, and without a preposition at its beginning ("On Mars, …" is a condition).
 *
 * Undefined when the question asks for more, or when any of its other words may belong to the subject.
 */
export const definedSubject = (question: string, passages: readonly Passage[]): string | undefined => {
  if (isSpaceless(question)) return subjectWithoutBlanks(question, passages);
  // A short question may look like another language ("var" is Turkish and Swedish); the book shows which.
  const languages = new Set([languageOf(question), languageOf(passages[0]?.text ?? question)]);
  for (const language of languages) {
    const subject = subjectIn(question, passages, language);
    if (subject !== undefined) return subject;
  }
  return undefined;
};

const subjectIn = (question: string, passages: readonly Passage[], language: string): string | undefined => {
  const asked = lastDefinition(plainSpelling(question), language);
  if (asked === undefined) return undefined;
  const reading = readingOf(question, passages, language);
  const start = offsetIn(question, asked.asking.start);
  const end = offsetIn(question, asked.asking.end);
  const parts = { before: question.slice(0, start), after: question.slice(end), isStrict: asked.asksElse };
  const subject = subjectOf(parts, reading);
  const isShort = subject !== undefined && subject.length > 0 && subject.length <= maxSubjectTerms;
  return isShort && reading.isInOnePassage(subject) ? subject.map(({ key }) => key).join(' ') : undefined;
};

/** "… what a glacier is": what follows the verb is outside of the clause. */
const verbAtEnd =
  /^[^.,;:!?]*\s(?:is|are|was|were|means?|ist|sind|bedeutet|bedeuten|heisst|meint|zijn|betekent|betekenen|ar|betyder)\s*(?:$|[.,;:!?])/u;

type Asked = { readonly asking: Pick<Asking, 'start' | 'end'>; readonly asksElse: boolean };

/**
 * The last words that ask for a meaning. "Where", "how" and "why" before them may belong to the frame; a
 * question of time, number or person never does.
 */
const lastDefinition = (plain: string, language: string): Asked | undefined => {
  const askings: Asking[] = [];
  for (let from = 0; ; ) {
    const found = firstAsking(plain.slice(from), language);
    if (found === undefined) break;
    askings.push({ ...found, start: found.start + from, end: found.end + from });
    from += found.end;
  }
  // The words that ask may have been left out already; then the end of the message names the subject.
  if (askings.length === 0) return { asking: { start: plain.length, end: plain.length }, asksElse: false };
  const asksMeaning = ({ kind, start, end }: Asking): boolean =>
    kind === 'definition' || (isWhat(plain.slice(start, end)) && verbAtEnd.test(plain.slice(end)));
  const asking = askings.findLast(asksMeaning);
  const others = askings.filter((one) => !asksMeaning(one));
  const mayFrame = ({ kind, words }: Asking): boolean => kind === 'other' || isPreposition(words);
  if (asking === undefined || !others.every(mayFrame)) return undefined;
  // "What does {x} mean" holds its subject.
  const inside = plain.slice(asking.start, asking.end).match(/[\p{L}\p{M}]+/gu) ?? [];
  return inside.length > asking.words.length ? undefined : { asking, asksElse: others.length > 0 };
};

/** The Arabic word for "who" is written like the word for "from". */
const isPreposition = (words: readonly string[]): boolean => words.length === 1 && words[0] === 'من';

const readingOf = (question: string, passages: readonly Passage[], language: string): Reading => {
  const terms = allTerms(question);
  const likenessOf = likenessTo(terms);
  const knownIn = (passage: Passage): ReadonlySet<string> =>
    new Set(
      termedSentencesOf(passage)
        .flatMap(({ terms: words }) => words)
        .flatMap((word) => terms.filter((_term, at) => (likenessOf(word)?.[at] ?? 0) > 0))
        .map(({ key }) => key),
    );
  const known = passages.map(knownIn);
  return {
    language,
    isKnown: ({ key }) => known.some((keys) => keys.has(key)),
    isInOnePassage: (subject) => known.some((keys) => subject.every(({ key }) => keys.has(key))),
    isFrame: ({ key, spellings }) =>
      [plainSpelling(key), ...spellings].some((spelling) => isFraming(spelling, language)),
  };
};

type Parts = { readonly before: string; readonly after: string; readonly isStrict: boolean };

/**
 * Languages whose subject stands before the words that ask: there words of the frame may touch the
 * subject.
 */
const subjectFirst = new Set(['tr', 'hi', 'ur', 'fa', 'bn', 'ta', 'te', 'ko', 'vi']);

/** Ends a clause without a comma: conjunctions, and Korean endings that join clauses. */
const borderPattern =
  /\s(?:कि|کہ|که|yang|rằng)\s|\p{Script=Hangul}(?:는데요?|은데요?|인데요?|니까|라서|해서|려고|지만|때문에)\s/gu;

const clausesIn = (text: string): string[] =>
  clausesOf(text.replaceAll(borderPattern, (border) => `${border.trimEnd()}, `)).map(
    ({ text: clause }) => clause,
  );

const subjectOf = ({ before, after, isStrict }: Parts, reading: Reading): Term[] | undefined => {
  const [behind = '', ...later] = clausesIn(after);
  const earlier = clausesIn(before);
  const isAfter = contentIn(behind, reading).some(reading.isKnown);
  const beside = isAfter ? behind : (earlier.pop() ?? '');
  if (!isAfter) later.unshift(behind);
  const asides = [...earlier, ...later];
  if (!asides.every((aside) => isAside(aside, isStrict, reading))) return undefined;
  const terms = contentIn(beside, reading);
  const subject = terms.filter(reading.isKnown);
  const places = new Set(subject.map(({ position }) => position));
  const touches = ({ position }: Term): boolean => places.has(position - 1) || places.has(position + 1);
  const mayTouch = subjectFirst.has(reading.language);
  // "What is erosion please": pure courtesy forms no term with its neighbour.
  const isPolite = ({ key }: Term): boolean => isCourtesy(plainSpelling(key)) && !isPartOfCompounds(key);
  const isFramed = (term: Term): boolean =>
    isPolite(term) || (reading.isFrame(term) && (mayTouch || !touches(term)));
  return terms.every((term) => places.has(term.position) || isFramed(term)) ? subject : undefined;
};

/** The content terms of a part, also of a part whose words all belong to the asking. */
const contentIn = (text: string, { language }: Reading): readonly Term[] => {
  const grammar = functionWordsFor(allTerms(text).map(({ key }) => key));
  return contentTerms(text).filter(
    ({ key }) => !grammar.has(key) && !(language !== 'vi' && key.length === 1),
  );
};

const isAside = (text: string, isStrict: boolean, reading: Reading): boolean => {
  const terms = contentIn(text, reading).filter((term) => !reading.isFrame(term));
  if (terms.length === 0) return true;
  const [first = ''] = plainSpelling(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  if (isStrict || prepositions.has(first)) return false;
  return !terms.some((term) => reading.isKnown(term) || (term.named && reading.language !== 'de'));
};
