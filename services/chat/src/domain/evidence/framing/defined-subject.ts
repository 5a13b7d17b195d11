import { isLight, languageOf } from '@ai-teacher/language/function-words.ts';
import { rememberingBeside } from '@ai-teacher/language/memory/remembering.ts';
import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { allTerms, type Term } from '@ai-teacher/language/terms.ts';
import { offsetIn, subjectFirst } from '../bare-question.ts';
import { isCourtesy, isPartOfCompounds, isPersonal } from '../frame-words.ts';
import type { Passage } from '../passage.ts';
import { isWhat } from '../question-kind.ts';
import { maxQuestions } from '../question-terms.ts';
import { type Asking, firstAsking } from '../question-words.ts';
import { grammarOf, isExplaining, isParticle, isPointer } from './clause-grammars.ts';
import {
  clausesIn,
  contentIn,
  hasAttributeBefore,
  isAside,
  isLead,
  type Reading,
  shortenings,
} from './frame-clauses.ts';
import { readingOf } from './reading.ts';
import { subjectWithoutBlanks } from './spaceless/subject-without-blanks.ts';

/** A longer remainder asks for more than the meaning of its subject. */
const maxSubjectTerms = 4;

/**
 * The subject of a question that asks only what something is, however the question is framed: "My
 * cousin swears I should know this, but what is a glacier?" is about a glacier.
 *
 * The subject stands beside the words that ask, and the passages contain each of its terms. The rest
 * is a frame: words of framing families, circumstances of asking, or a clause of its own without any word
 * of the passages (`frame-clauses.ts`).
 *
 * Undefined when the question asks for more, or when any of its other words may belong to the subject.
 */
export const definedSubject = (question: string, passages: readonly Passage[]): string | undefined =>
  subjectBefore(question, passages);

const subjectOfQuestion = (question: string, passages: readonly Passage[]): string | undefined => {
  if (isSpaceless(question)) return subjectWithoutBlanks(question, passages);
  // A short question may look like another language ("var" is Turkish and Swedish); the book shows which.
  const languages = new Set([languageOf(question), languageOf(passages[0]?.text ?? question)]);
  for (const language of languages) {
    const subject = subjectIn(question, passages, language);
    if (subject !== undefined) return subject;
  }
  return undefined;
};
const subjectBefore = rememberingBeside(maxQuestions, subjectOfQuestion);

const subjectIn = (question: string, passages: readonly Passage[], language: string): string | undefined => {
  const asking = lastDefinition(plainSpelling(question), language);
  if (asking === undefined) return undefined;
  const reading = readingOf(question, passages, language);
  const before = question.slice(0, offsetIn(question, asking.start));
  const after = question.slice(offsetIn(question, asking.end));
  return subjectOf({ before, after }, reading)
    ?.map(({ key }) => key)
    .join(' ');
};

/** "… what a glacier is": what follows the verb is outside of the clause. */
const verbAtEnd =
  /^[^.,;:!?]*\s(?:is|are|was|were|means?|ist|sind|bedeutet|bedeuten|heisst|meint|zijn|betekent|betekenen|ar|betyder)\s*(?:$|[.,;:!?–—-]|(?:and|but|because|so|as|since|for|in|before|when|if|like|tho|though|lol|pls|plz|please|then|again|exactly|anyway|bro|man|help|und|als|alsof|aber|weil|denn|da|damit|fur|en|maar|want|omdat|voor|och|men|eftersom|for)\s)/u;

/** "What was a glacier again?" */
const pastVerb = new RegExp(
  `^\\s*(?:${plainSpelling('was|were|war|waren|était|étaient|era|eram|eran|erano|foi|fu|było|była|był|były|было|был|была|було|була|था|थी|थे|تھا|تھی|تھے|بود')})(?![\\p{L}\\p{M}])`,
  'u',
);

/** "And a glacier is what?" In Hindi and Urdu, "by a glacier what (is meant)?" */
const isVerbBefore = (plain: string, start: number, end: number): boolean =>
  /(?:^|[\s’'])(?:is|are|means?|ist|sind|bedeutet|est|etait|sont|es|son|e|sono|sao|zijn|betekent|से|سے)\s*$/u.test(
    plain.slice(0, start),
  ) && /^\s*(?:[\p{L}\p{M}]+\s*)?(?:$|[.,;:!?])/u.test(plain.slice(end));

/** "So evaporation would be what?": nothing but particles follows. */
const isLast = (rest: string, language: string): boolean =>
  (rest.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).every((word) => isParticle(word, language));

const endOf = (plain: string): Pick<Asking, 'start' | 'end'> => ({ start: plain.length, end: plain.length });

/** "How would a dictionary define a glacier?": the verb asks for a meaning. */
const asksToExplain = (plain: string, askings: readonly Asking[], language: string): boolean =>
  askings.length === 1 &&
  askings.every(({ words }) =>
    words.every(
      (word) => howPattern.test(word) || isExplaining(word, language) || isRelative(word, language),
    ),
  ) &&
  (plain.match(/[\p{L}\p{M}]+/gu) ?? []).some((word) => isExplaining(word, language));
/** "What should I write about glaciers?": the sender shall say it, and a term has a meaning to say. */
const asksWhatToSay = (plain: string, askings: readonly Asking[], language: string): boolean => {
  const [asking, ...others] = askings;
  if (asking === undefined || !isWhat(asking.words.join(' '))) return false;
  const { relatives, conditions, saying } = grammarOf(language);
  const joins = (word: string): boolean => relatives.has(word) || conditions.has(word);
  const words = plain.match(/[\p{L}\p{M}]+/gu) ?? [];
  return (
    others.every(({ words: joining }) => joining.every(joins)) &&
    words.some(isPersonal) &&
    words.some((word) => saying?.test(word) ?? false)
  );
};

/** "Tengo que explicar …": a word that joins is written like "what". */
const isRelative = (word: string, language: string): boolean =>
  isWhat(word) && grammarOf(language).relatives.has(word);
const howPattern = /^(?:how|wie|comment|como|come|hoe|hur|jak|как|як|kak|nasil|bagaimana)$/u;

/** The last words that ask for a meaning. Other words that ask may belong to the frame. */
const lastDefinition = (plain: string, language: string): Pick<Asking, 'start' | 'end'> | undefined => {
  const askings: Asking[] = [];
  for (let from = 0; ; ) {
    const found = firstAsking(plain.slice(from), language);
    if (found === undefined) break;
    askings.push({ ...found, start: found.start + from, end: found.end + from });
    from += found.end;
  }
  // The words that ask may have been left out already; then a clause of the message names the subject.
  if (askings.length === 0) return endOf(plain);
  const asking = askings.findLast(({ kind, start, end }) => {
    const rest = plain.slice(end);
    const asksWhatIs =
      verbAtEnd.test(rest) ||
      pastVerb.test(rest) ||
      isVerbBefore(plain, start, end) ||
      isLast(rest, language);
    return kind === 'definition' || (isWhat(plain.slice(start, end)) && asksWhatIs);
  });
  if (asking === undefined) {
    const isCall = asksToExplain(plain, askings, language) || asksWhatToSay(plain, askings, language);
    return isCall ? endOf(plain) : undefined;
  }
  // "What does {x} mean" holds its subject.
  const inside = plain.slice(asking.start, asking.end).match(/[\p{L}\p{M}]+/gu) ?? [];
  return inside.length > asking.words.length ? undefined : asking;
};

type Parts = { readonly before: string; readonly after: string };

const subjectOf = ({ before, after }: Parts, reading: Reading): readonly Term[] | undefined => {
  const [behind = '', ...later] = clausesIn(after, reading);
  const earlier = clausesIn(before, reading);
  const knows = (clause: string): boolean => contentIn(clause, reading).some(reading.isKnown);
  const isAfter = knows(behind);
  if (!isAfter) later.unshift(behind);
  // Without words that ask, or with nothing beside them, another clause names the subject.
  const place = after === '' ? Math.max(0, earlier.findLastIndex(knows)) : earlier.length - 1;
  const isLater = after !== '' && !isAfter && !knows(earlier[place] ?? '') && later.some(knows);
  const beside = isAfter
    ? behind
    : ((isLater ? later.splice(later.findIndex(knows), 1) : earlier.splice(place, 1))[0] ?? '');
  const asides = [...earlier, ...later];
  if (!asides.every((aside) => isAside(aside, reading))) return undefined;
  // Text that follows the question words without a comma belongs to the question.
  const explains = (term: Term): boolean => reading.isKnown(term) || reading.isFrame(term);
  const mayFollow = isAfter || subjectFirst.has(reading.language);
  if (!mayFollow && !contentIn(behind, reading).every(explains)) return undefined;
  const parts = shortenings(beside, reading);
  // A word of the frame may occur in the passages. Where the subject comes first, it may be a part of it.
  const isOwn = (term: Term): boolean =>
    reading.isKnown(term) && (!reading.isFrame(term) || subjectFirst.has(reading.language));
  const subjects = [reading.isKnown, isOwn].flatMap((isSubject) =>
    parts.flatMap((part) => {
      const subject = subjectBeside(part, { ...reading, isKnown: isSubject }, after !== '' && !isAfter);
      return subject !== undefined && isSubjectOf(subject, reading) ? [subject] : [];
    }),
  );
  // "What would you say evaporation is?": "say" occurs in the book, and no sentence begins with both words.
  return subjects.find((subject) => reading.isHead(subject)) ?? subjects[0];
};

/** Words of the frame alone are no subject: "What is the term for …" asks for a name. */
const isSubjectOf = (terms: readonly Term[], { language, isFrame, isInOnePassage }: Reading): boolean =>
  // In Vietnamese, words of a family are syllables of many other words.
  terms.some((term) => language === 'vi' || (!isFrame(term) && !isLight(term.key))) &&
  terms.length <= maxSubjectTerms &&
  isInOnePassage(terms);

const compoundsAreWords = new Set(['de', 'nl', 'sv']);

/** The terms of the passages in a clause, when each other term belongs to the frame. */
const subjectBeside = (
  clause: string,
  reading: Reading,
  isBeforeAsking: boolean,
): readonly Term[] | undefined => {
  const terms = contentIn(clause, reading);
  const subject = terms.filter(reading.isKnown);
  if (hasAttributeBefore(clause, subject, reading)) return undefined;
  const places = new Set(subject.map(({ position }) => position));
  // Languages that write compounds as one word form no term of two nouns.
  const isJoining = compoundsAreWords.has(reading.language);
  const { isHeadFirst, links, saying } = grammarOf(reading.language);
  // Where the noun of a phrase stands first, no attribute stands before it.
  const touches = ({ position, named }: Term): boolean =>
    (!isJoining && places.has(position - 1)) ||
    (!isHeadFirst && !(reading.language === 'de' && named) && places.has(position + 1));
  const mayTouch = subjectFirst.has(reading.language);
  // "What is erosion please": pure courtesy forms no term with its neighbour.
  const isPolite = ({ key }: Term): boolean =>
    isParticle(plainSpelling(key), reading.language) ||
    isPointer(plainSpelling(key), reading.language) ||
    (isCourtesy(plainSpelling(key)) && !isPartOfCompounds(key));
  // "Fasse Verdunstung zusammen": a verb forms no term with its object.
  const isRequest = ({ spellings }: Term): boolean =>
    spellings.some((spelling) => isExplaining(spelling, reading.language) || saying?.test(spelling) === true);
  const isInside = ({ position }: Term): boolean =>
    position > Math.min(...places) && position < Math.max(...places);
  // "The speed of light" is one term.
  const words = allTerms(clause);
  const isLinked = ({ position }: Term): boolean =>
    !mayTouch &&
    places.has(position - 2) &&
    words.some((word) => word.position === position - 1 && links.has(word.spellings[0] ?? word.key));
  const isFramed = (term: Term): boolean =>
    isPolite(term) ||
    isRequest(term) ||
    (reading.isFrame(term) && (mayTouch || !(touches(term) || isLinked(term))));
  if (terms.every((term) => places.has(term.position) || (!isInside(term) && isFramed(term)))) return subject;
  return mayTouch && isBeforeAsking && isLead(clause, subject, reading) ? subject : undefined;
};
