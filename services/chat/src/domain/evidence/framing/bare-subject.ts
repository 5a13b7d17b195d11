import { languageOf } from '@ai-teacher/language/function-words.ts';
import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import type { Term } from '@ai-teacher/language/terms.ts';
import { type Clause, clausesOf, offsetIn, prepositions } from '../bare-question.ts';
import { isCourtesy, isPartOfCompounds, isRequesting } from '../frame-words.ts';
import { type Passage, wordsIn } from '../passage.ts';
import { asksWhat } from '../question-kind.ts';
import { contentTerms } from '../question-terms.ts';
import { firstAsking } from '../question-words.ts';

/** A longer remainder asks for more than the meaning of its subject. */
const maxSubjectTerms = 3;

const isPoliteTerm = ({ key, spellings }: Term): boolean =>
  [key, ...spellings].some((spelling) => isCourtesy(spelling) || isRequesting(spelling));

type Material = { readonly language: string; readonly isKnown: (term: Term) => boolean };

/**
 * Whether a text before or beside the question is neither a condition ("On Mars") nor names anything: German
 * writes every noun with a capital.
 */
const isAside = (text: string, { language, isKnown }: Material): boolean => {
  const [first = ''] = plainSpelling(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const says = (term: Term): boolean =>
    isKnown(term) || (term.named && language !== 'de' && !isPoliteTerm(term));
  return !prepositions.has(first) && !contentTerms(text).some(says);
};

/**
 * The words by which a message asks for a meaning, with those behind them, when nothing else in the message
 * asks and the rest is an aside: "Help me out here, what is a glacier?", "I keep forgetting what it is".
 */
const askingPart = (question: string, material: Material): string | undefined => {
  const clauses = clausesOf(question);
  const asks = ({ plain }: Clause) => firstAsking(plain, material.language);
  const [only, ...others] = clauses.filter((clause) => asks(clause) !== undefined);
  if (only === undefined || others.length > 0) return undefined;
  const start = offsetIn(only.text, asks(only)?.start ?? 0);
  const before = only.text.slice(0, start);
  // In many languages the subject stands before the words that ask.
  const isSubjectFirst = contentTerms(before).some(material.isKnown);
  const asides = clauses.filter((clause) => clause !== only).map(({ text }) => text);
  if (!isSubjectFirst) asides.push(before);
  const says = asides.filter((aside) => contentTerms(aside).length > 0);
  const part = isSubjectFirst ? only.text : only.text.slice(start);
  return says.length > 0 && says.every((aside) => isAside(aside, material)) && contentTerms(part).length > 0
    ? part
    : undefined;
};

/**
 * The subject of a question without the courtesy and the requests around it: "Sir, can you help me understand
 * glaciers?" is about glaciers. A word that the material contains stays, and so does a noun
 * directly beside the subject, because both may be one term ("body language").
 *
 * Undefined when nothing can be left out, or when the question asks for more than what its subject is.
 */
export const bareSubject = (question: string, passages: readonly Passage[]): string | undefined => {
  if (!asksWhat(question)) return undefined;
  const isInMaterial = (word: string): boolean => passages.some((passage) => wordsIn(passage).has(word));
  const isKnown = ({ key, spellings }: Term): boolean => isInMaterial(key) || spellings.some(isInMaterial);
  const material = { language: languageOf(question), isKnown };
  const subject = askingPart(question, material) ?? withoutPoliteTerms(question, material);
  const isShort =
    subject !== undefined && (isSpaceless(subject) || contentTerms(subject).length <= maxSubjectTerms);
  return isShort ? subject : undefined;
};

const withoutPoliteTerms = (question: string, { isKnown }: Material): string | undefined => {
  const content = contentTerms(question);
  if (isSpaceless(question) || content.every(isPoliteTerm)) return undefined;
  const kept = content.filter((term) => !isPoliteTerm(term) || isKnown(term));
  const places = new Set(kept.map(({ position }) => position));
  const isPartOfTerm = (term: Term): boolean =>
    isPartOfCompounds(term.key) && (places.has(term.position - 1) || places.has(term.position + 1));
  const left = content.filter((term) => !kept.includes(term));
  if (left.length === 0 || left.some(isPartOfTerm)) return undefined;
  return kept.map(({ key }) => key).join(' ');
};
