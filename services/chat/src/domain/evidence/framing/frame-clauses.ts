import { functionWordsOf } from '@ai-teacher/language/function-words.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { allTerms, type Term } from '@ai-teacher/language/terms.ts';
import { clausesOf, offsetIn } from '../bare-question.ts';
import { isPersonal } from '../frame-words.ts';
import { contentTerms } from '../question-terms.ts';
import { firstAsking } from '../question-words.ts';
import { grammarOf, isExplaining } from './clause-grammars.ts';
import { isFraming } from './frame-families.ts';

/** How the words of a question are read in one language, beside the passages. */
export type Reading = {
  readonly language: string;
  readonly isKnown: (term: Term) => boolean;
  /** As `isKnown`; a name counts only in its own form. */
  readonly isWritten: (term: Term) => boolean;
  readonly isFrame: (term: Term) => boolean;
  readonly isInOnePassage: (terms: readonly Term[]) => boolean;
  /** Whether a sentence of the passages begins with the terms. */
  readonly isHead: (terms: readonly Term[]) => boolean;
};

const wordPattern = /[\p{L}\p{M}\p{N}]+/gu;

/** The clauses of a text; a conjunction or an ending that joins clauses divides like a comma. */
export const clausesIn = (text: string, reading: Reading): string[] => {
  const { borders } = grammarOf(reading.language);
  const divided =
    borders === undefined ? text : text.replaceAll(borders, (border) => `${border.trimEnd()}, `);
  return clausesOf(divided).map(({ text: clause }) => clause);
};

const nonLatin = new Set(['hi', 'ur', 'bn', 'ta', 'te']);

/** The content terms of a part, also of a part whose words all belong to the asking. */
export const contentIn = (text: string, reading: Reading): readonly Term[] => {
  const { language } = reading;
  const { relatives, prepositions } = grammarOf(reading.language);
  const words = functionWordsOf(language);
  // A Hindi question in Latin letters: its words look like words of many languages.
  const isMixed = nonLatin.has(language) && /\p{Script=Latin}/u.test(text);
  return (isMixed ? allTerms(text) : contentTerms(text)).filter(
    ({ key, spellings }) =>
      !words.has(key) &&
      !spellings.some((spelling) => relatives.has(spelling) || prepositions.has(spelling)) &&
      !(language !== 'vi' && key.length === 1),
  );
};

/** "Em" is a pronoun in Vietnamese and a preposition in Portuguese. */
export const isSender = ({ key }: Term, { language }: Reading): boolean =>
  isPersonal(plainSpelling(key)) && !grammarOf(language).prepositions.has(plainSpelling(key));

/**
 * Whether a clause may be left out: it has no word of the passages and no name without a title, and it is no
 * condition. "In the glossary of our book" is a circumstance of asking, "On Mars" is a condition.
 */
export const isAside = (text: string, reading: Reading): boolean => {
  const terms = contentIn(text, reading);
  const others = terms.filter((term) => !reading.isFrame(term));
  if (others.length === 0) return true;
  const isFramed = others.length < terms.length || allTerms(text).some((term) => isSender(term, reading));
  // A sentence of its own may speak of the material, when it also speaks of the asking.
  const isOwnSentence = isFramed && /[.!…。]\s*$/u.test(text);
  if (asksElse(text, reading) || (!isOwnSentence && others.some(reading.isKnown))) return false;
  if (hasLoneName(text, others, reading)) return false;
  const [first = ''] = plainSpelling(text).match(wordPattern) ?? [];
  const { conditions, prepositions } = grammarOf(reading.language);
  if (conditions.has(first)) return isFramed;
  if (!prepositions.has(first) || strongStop.test(text)) return true;
  return (
    allTerms(text).some((term) => isSender(term, reading)) ||
    terms.slice(-1).every(reading.isFrame) ||
    isCircumstance(text, reading)
  );
};

/** A colon, a dash or a full stop separates a frame from the question; a comma may follow a condition. */
const strongStop = /[.!:…–—]\s*$/u;

/** Conjunctions that are written like words that ask. */
const asksElse = (text: string, reading: Reading): boolean => {
  const plain = plainSpelling(text);
  const asking = firstAsking(plain, reading.language);
  if (asking === undefined || asking.kind === 'definition') return false;
  // "As our guide explains it": a verb that asks to explain may also tell who explains.
  if (asking.words.every((word) => isExplaining(word, reading.language)))
    return asksElse(text.slice(offsetIn(text, asking.end)), reading);
  const { relatives, conjunctions, conditions } = grammarOf(reading.language);
  const joining = [relatives, conjunctions, conditions];
  const joins = asking.words.every((word) => joining.some((words) => words.has(word)));
  // "My sister, who studies medicine, …" describes a person; "when" and "where" may be conditions.
  const describes = asking.words.every((word) => relatives.has(word) && !circumstantial.test(word));
  if (describes && /,\s*$/u.test(text)) return false;
  const isFramed = allTerms(text).some((term) => isSender(term, reading) || reading.isFrame(term));
  return !(isFramed && (joins || /[.!:;…–—]\s*$/u.test(text)));
};

const circumstantial =
  /^(?:when|where|while|wo|wie|als|wenn|quand|ou|cuando|donde|quando|dove|come|onde|waar|kiedy|gdzie|jak|когда|где|как|коли|де|як|متى|كيف)$/u;

/** A year, or letters and digits; "in 50 words" is a wish. */
const longNumberPattern = /\p{N}{4}|\p{N}\P{N}|\P{N}\p{N}/u;

/** A name beside a word of the frame belongs to the person or the school: "our teacher Mrs Miller". */
const hasLoneName = (text: string, others: readonly Term[], reading: Reading): boolean => {
  if (reading.language === 'de') return false;
  const framed = new Set(
    allTerms(text)
      .filter((term) => isSender(term, reading) || reading.isFrame(term))
      .map(({ position }) => position),
  );
  const named = others.filter(({ named: isName }) => isName);
  for (const { position } of [...named, ...named.toReversed()])
    if (framed.has(position - 1) || framed.has(position + 1)) framed.add(position);
  return named.some(({ position, key }) => !framed.has(position) || longNumberPattern.test(key));
};

/**
 * Whether a phrase with a preposition names a circumstance of asking: its noun belongs to the frame, or it is
 * the sender's. In "in general relativity" the noun is "relativity". "According to" makes any noun a source.
 */
const isCircumstance = (text: string, reading: Reading): boolean => {
  const { isHeadFirst, conjunctions, prepositions, sources } = grammarOf(reading.language);
  if (sources?.test(plainSpelling(text).trimStart())) return true;
  const content = new Set(contentIn(text, reading).map(({ position }) => position));
  const phrase: Term[] = [];
  for (const term of allTerms(text)) {
    const word = term.spellings[0] ?? term.key;
    if (content.has(term.position)) phrase.push(term);
    else if (phrase.length > 0 && (prepositions.has(word) || conjunctions.has(word))) break;
    else if (isSender(term, reading)) return true;
    else if (phrase.length > 0) break;
  }
  const heads = isHeadFirst ? phrase.slice(0, 2) : phrase.slice(-1);
  return heads.some(reading.isFrame) || phrase.some((term) => isSender(term, reading));
};

/** Arabic writes a preposition together with its noun: "in simple words" is one word and its attribute. */
const isArabicPhrase = (plain: string, { language }: Reading): boolean =>
  language === 'ar' && /^[وف]?[بلك]/u.test(plain) && isFraming(plain, language);

/** Each word at the end of a clause costs a comparison of the words behind it. */
const maxWordsOfCircumstances = 40;

/** The clause, and what is left of it when circumstances at its end are left out. */
export const shortenings = (clause: string, reading: Reading): readonly string[] => {
  const { conjunctions, conditions, links, manners, prepositions } = grammarOf(reading.language);
  const words = [...clause.matchAll(wordPattern)].slice(1).slice(-maxWordsOfCircumstances);
  const cuts = words.filter(({ 0: word, index }) => {
    const plain = plainSpelling(word);
    const rest = clause.slice(index);
    const manner = manners?.exec(plainSpelling(rest));
    if (manner) return isAside(rest.slice(manner[0].length), reading);
    if (conjunctions.has(plain) || conditions.has(plain))
      return isAboutAsking(rest.slice(word.length), reading);
    // "The speed of light" is one term, and "the definition of our book" is a circumstance.
    if (links.has(plain) && !allTerms(rest).some((term) => isSender(term, reading))) return false;
    return (prepositions.has(plain) || isArabicPhrase(plain, reading)) && isAboutAsking(rest, reading);
  });
  return [clause, ...cuts.map(({ index }) => clause.slice(0, index))];
};

/** Whether a part of a clause may be left out and says that it belongs to the frame. */
const isAboutAsking = (text: string, reading: Reading): boolean => {
  const terms = contentIn(text, reading);
  const isSaid = terms.length > 0 && terms.every(reading.isFrame);
  const isNamed =
    reading.language !== 'de' &&
    terms.some((term) => term.named && !reading.isFrame(term) && /\p{L}/u.test(term.key));
  return isSaid || (!isNamed && isAside(text, reading) && isCircumstance(text, reading));
};

/** Whether a genitive stands before the subject: "the teacher's name" is a name. */
export const hasAttributeBefore = (clause: string, subject: readonly Term[], reading: Reading): boolean => {
  const first = Math.min(...subject.map(({ position }) => position));
  const before = allTerms(clause).filter(({ position }) => position < first);
  return grammarOf(reading.language).genitives?.test(before.map(({ key }) => key).join(' ')) ?? false;
};

/**
 * Whether the words before a subject are phrases of the frame, in a language whose subject stands before the
 * words that ask. Each phrase ends with a postposition or an ending, or begins with a preposition; its noun
 * belongs to the frame.
 */
export const isLead = (clause: string, subject: readonly Term[], reading: Reading): boolean => {
  const first = Math.min(...subject.map(({ position }) => position));
  const last = Math.max(...subject.map(({ position }) => position));
  const content = contentIn(clause, reading);
  const explained = (term: Term): boolean => reading.isFrame(term) || subject.includes(term);
  if (!content.filter(({ position }) => position > first).every(explained)) return false;
  if (last - first >= 2 * subject.length) return false;
  const before = allTerms(clause).filter(({ position }) => position < first);
  const { isHeadFirst } = grammarOf(reading.language);
  const phrases = phrasesOf(before, new Set(content.map(({ position }) => position)), reading);
  return phrases.every((phrase) => {
    const heads = isHeadFirst ? [...phrase.slice(0, 1), ...phrase.slice(-1)] : phrase.slice(-1);
    const isSaid =
      phrase.length === 0 || heads.some((head) => reading.isFrame(head) || isSender(head, reading));
    return isSaid && !phrase.some((term) => term.named && !reading.isFrame(term));
  });
};

const phrasesOf = (terms: readonly Term[], content: ReadonlySet<number>, reading: Reading): Term[][] => {
  const { closers, endings, isHeadFirst, prepositions, sources } = grammarOf(reading.language);
  const phrases: Term[][] = [[]];
  for (const term of terms) {
    const word = term.spellings[0] ?? term.key;
    const divides = closers.has(word) || sources?.test(word) || (isHeadFirst && prepositions.has(word));
    if (!divides && content.has(term.position)) phrases.at(-1)?.push(term);
    if (sources?.test(word)) phrases.splice(-2);
    if (divides || endings?.test(term.key) || phrases.length === 0) phrases.push([]);
  }
  return phrases;
};
