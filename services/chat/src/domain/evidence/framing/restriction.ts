import { languageOf } from '@ai-teacher/language/function-words.ts';
import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import type { Term } from '@ai-teacher/language/terms.ts';
import { clausesOf } from '../bare-question.ts';
import type { Passage } from '../passage.ts';
import { firstAsking } from '../question-words.ts';
import { grammarOf, isAmbiguous, isPlace } from './clause-grammars.ts';
import { asksAuthority, pointsToForeignPlace } from './earlier-sentence.ts';
import { contentIn, isAside, isSender, type Reading } from './frame-clauses.ts';
import { readingOf } from './reading.ts';
import { pointsAway } from './spaceless/earlier-text.ts';
import { hasForeignPlace, isSpacelessCondition } from './spaceless/spaceless-conditions.ts';

const commaPattern = /[,،、，]\s*$/u;
const wordPattern = /[\p{L}\p{M}\p{N}]+/gu;

/**
 * Whether a phrase of place, time or circumstance stands before the question, and no passage has a word of
 * it: "On Mars, what is evaporation?" is not answered by a book that does not speak of Mars. The same holds
 * for a place to which the question points and for a person whose words it asks for.
 *
 * A circumstance of asking ("In the glossary of our book, …") is no such condition.
 */
export const isRestricted = (question: string, passages: readonly Passage[]): boolean => {
  const clauses = clausesOf(question).map(({ text }) => text);
  if (isSpaceless(question))
    return (
      hasForeignPlace(question, passages) ||
      pointsAway(question, passages) ||
      clauses.some((clause) => isSpacelessCondition(clause, passages))
    );
  if (clauses.length < 2) return false;
  const leads = clauses.slice(0, -1).filter((clause) => commaPattern.test(clause));
  const languages = new Set([languageOf(question), languageOf(passages[0]?.text ?? question)]);
  return [...languages].some((language) => {
    const reading = readingOf(question, passages, language);
    if (pointsToForeignPlace(clauses, reading) || asksAuthority(clauses, reading)) return true;
    const phrases = leads.filter((lead) => isPhrase(lead, language));
    return phrases.some((phrase) => isCondition(phrase, reading));
  });
};

/** Whether a clause begins with a preposition, or ends with a postposition or the ending of a case. */
const isPhrase = (clause: string, language: string): boolean => {
  const plain = plainSpelling(clause);
  const words = plain.match(wordPattern) ?? [];
  const { prepositions } = grammarOf(language);
  return (
    firstAsking(plain, language) === undefined &&
    (prepositions.has(words[0] ?? '') || endsPhrase(clause, language))
  );
};

/** Languages with postpositions or endings of a case have no list of prepositions. */
const endsPhrase = (clause: string, language: string): boolean => {
  const { closers, endings, prepositions } = grammarOf(language);
  const last = (clause.match(wordPattern) ?? []).at(-1) ?? '';
  return prepositions.size <= 1 && (closers.has(plainSpelling(last)) || (endings?.test(last) ?? false));
};

const isCondition = (phrase: string, reading: Reading): boolean => {
  const content = contentIn(phrase, reading);
  if (content.length === 0 || content.some(reading.isWritten)) return false;
  if (!endsPhrase(phrase, reading.language)) return !isAside(phrase, reading);
  const framed = content.filter((term) => reading.isFrame(term) || isSender(term, reading));
  // The last noun is the place; "செவ்வாய்" before it may be Mars or Tuesday.
  const isDouble = ({ key }: Term): boolean => isAmbiguous(key, reading.language);
  return (
    framed.length === 0 || (isPlace(content.at(-1)?.key ?? '', reading.language) && framed.every(isDouble))
  );
};
