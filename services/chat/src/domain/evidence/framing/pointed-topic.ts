import { languageOf } from '@ai-teacher/language/function-words.ts';
import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { allTerms, type Term } from '@ai-teacher/language/terms.ts';
import { subjectFirst } from '../bare-question.ts';
import type { Passage } from '../passage.ts';
import { isWhat } from '../question-kind.ts';
import { type Asking, firstAsking } from '../question-words.ts';
import { grammarOf, isExplaining } from './clause-grammars.ts';
import { clausesIn, contentIn, isAside, type Reading, shortenings } from './frame-clauses.ts';
import { readingOf } from './reading.ts';
import { headsSentence, isDefined } from './sentence-heads.ts';
import { pointedWithoutBlanks } from './spaceless/pointed-without-blanks.ts';

/**
 * The topic of a message whose question only points to it: "I have a question about glaciers. What is it?",
 * "Glacier – what does that mean?". The clause that asks has no word of its own. One other clause names a
 * term that a sentence of the passages begins with; the rest tells the circumstances.
 *
 * Undefined when the message asks for more, or when words beside the term may belong to it.
 */
export const pointedTopic = (question: string, passages: readonly Passage[]): string | undefined => {
  if (isSpaceless(question)) return pointedWithoutBlanks(question, passages);
  const languages = new Set([languageOf(passages[0]?.text ?? question), languageOf(question)]);
  for (const language of languages) {
    const topic = topicIn(readingOf(question, passages, language), question, passages);
    if (topic !== undefined) return topic.map(({ key }) => key).join(' ');
  }
  return undefined;
};

const topicIn = (
  reading: Reading,
  question: string,
  passages: readonly Passage[],
): readonly Term[] | undefined => {
  const clauses = clausesIn(question, reading);
  const others = clauses.filter(
    (clause) => !isPointing(clause, reading) || definedTerms(clause, reading, passages) !== undefined,
  );
  if (others.length === clauses.length) return undefined;
  const named = others.flatMap((clause) => {
    // "I saw the word aquifer in the chapter about clouds": a circumstance of asking may name another term.
    const terms = shortenings(clause, reading)
      .map((part) => definedTerms(part, reading, passages))
      .find((found) => found !== undefined);
    return terms === undefined ? [] : [{ clause, terms }];
  });
  const [topic, ...more] = named;
  if (topic === undefined || more.some(({ terms }) => keysOf(terms) !== keysOf(topic.terms)))
    return undefined;
  const rest = others.filter((clause) => !named.some((one) => one.clause === clause));
  const isAlone = named.every(({ clause, terms }) => standsAlone(clause, terms, reading));
  return isAlone && rest.every((clause) => isAside(clause, reading)) ? topic.terms : undefined;
};

const keysOf = (terms: readonly Term[]): string => terms.map(({ key }) => key).join(' ');

/**
 * Whether a clause asks for a meaning or calls for help, and holds no word but pronouns and words of the
 * frame: "Could you go over it with me?"
 */
const isPointing = (clause: string, reading: Reading): boolean => {
  const plain = plainSpelling(clause);
  const asking = firstAsking(plain, reading.language);
  if (asking !== undefined && !asksMeaning(plain, asking, reading.language)) return false;
  return contentIn(clause, reading).every(
    (term) =>
      reading.isFrame(term) ||
      [term.key, ...term.spellings].some((word) => asking?.words.includes(word) ?? false),
  );
};

const asksMeaning = (plain: string, { kind, words, start, end }: Asking, language: string): boolean =>
  kind === 'definition' ||
  (kind === 'other' && isWhat(plain.slice(start, end))) ||
  words.every((word) => isExplaining(word, language)) ||
  (kind === 'other' && (plain.match(/[\p{L}\p{M}]+/gu) ?? []).some((word) => isExplaining(word, language)));

/** The terms in a clause with which a sentence of a passage begins. */
const definedTerms = (
  clause: string,
  reading: Reading,
  passages: readonly Passage[],
): readonly Term[] | undefined => {
  const known = contentIn(clause, reading).filter(reading.isKnown);
  const own = known.filter((term) => !reading.isFrame(term));
  // "I never got runoff": a topic may look like a word of asking.
  const candidates = own.length > 0 ? own : known.filter((term) => isDefined(term, passages));
  const runs: Term[][] = [];
  for (const term of candidates) {
    const last = runs.at(-1)?.at(-1);
    if (last !== undefined && term.position - last.position <= maxGap) runs.at(-1)?.push(term);
    else runs.push([term]);
  }
  const defined = runs.filter((run) => run.length <= maxTopicTerms && headsSentence(run, passages));
  return defined.length === 1 ? defined[0] : undefined;
};
const maxGap = 2;
const maxTopicTerms = 4;
const quotePattern = /["“”„«»「」『』]/u;

/**
 * Whether no word beside the topic restricts it: an attribute ("solar evaporation"), what it belongs to ("the
 * price of evaporation"), or a condition behind it ("evaporation on Mars").
 */
const standsAlone = (clause: string, topic: readonly Term[], reading: Reading): boolean => {
  const { language } = reading;
  const { isHeadFirst, prepositions, links } = grammarOf(language);
  const first = Math.min(...topic.map(({ position }) => position));
  const last = Math.max(...topic.map(({ position }) => position));
  const unknown = contentIn(clause, reading).filter(
    (term) => !topic.includes(term) && !reading.isFrame(term),
  );
  const isForeign = (position: number): boolean => unknown.some((term) => term.position === position);
  const isName = (at: number): boolean => unknown.some(({ position, named }) => position === at && named);
  const words = allTerms(clause);
  const isWord = (position: number, list: ReadonlySet<string>): boolean =>
    words.some((word) => word.position === position && list.has(word.spellings[0] ?? word.key));
  if (unknown.some(({ named, position }) => named && language !== 'de' && position > 0)) return false;
  const isQuoted = quotePattern.test(clause);
  // Where nothing links a thing to its owner, the thing stands directly before it: "harga gletser".
  const isOwned = !isHeadFirst || (links.size <= 1 && !subjectFirst.has(language));
  // In German, a verb may follow its object, and an attribute is a noun.
  const isBehind = isForeign(last + 1) && (language !== 'de' || isName(last + 1));
  const isAttribute = !isQuoted && ((isOwned && isForeign(first - 1)) || isBehind);
  const content = new Set(contentIn(clause, reading).map(({ position }) => position));
  // Between a thing and its owner stand a link and articles: "the price of a glacier".
  const gapBefore = (at: number): readonly Term[] => {
    const before = words.filter(({ position }) => position < at);
    return before.slice(before.findLastIndex(({ position }) => content.has(position)) + 1);
  };
  const gap = gapBefore(first);
  const belongs =
    gap.some(({ position }) => isWord(position, links)) && isForeign((gap[0]?.position ?? first) - 1);
  const owns = subjectFirst.has(language) && isWord(last + 1, links) && unknown.length > 0;
  const behind = unknown.filter(({ position }) => position > last);
  const isCondition = behind.some((term) =>
    gapBefore(term.position).some(({ position }) => isWord(position, prepositions)),
  );
  return !isAttribute && !belongs && !owns && !isCondition;
};
