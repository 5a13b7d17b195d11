import { languageOf } from '@ai-teacher/language/function-words.ts';
import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { allTerms, type Term } from '@ai-teacher/language/terms.ts';
import type { QuestionKind } from '../asking-words.ts';
import { clausesOf } from '../bare-question.ts';
import type { Passage } from '../passage.ts';
import { canAnswer } from '../question-kind.ts';
import { questionTerms } from '../question-terms.ts';
import { firstAsking } from '../question-words.ts';
import { isExplaining, isParticle } from './clause-grammars.ts';
import { clausesIn, type Reading } from './frame-clauses.ts';
import { readingOf } from './reading.ts';
import { isAbout } from './sentence-heads.ts';
import { asksBeyondHead } from './spaceless/beyond-head.ts';

/** A longer question is judged by its coverage alone. */
const maxTerms = 8;

/**
 * Whether a question asks for more than the meaning of a term, and no passage has any of its further words:
 * "How much does a steam engine cost?" is not answered by "A steam engine is …". A term of several words
 * counts as one word, so that it cannot outweigh the word that asks for an attribute.
 */
export const asksBeyondTopic = (
  question: string,
  sentence: string,
  passages: readonly Passage[],
): boolean => {
  if (isSpaceless(question)) return asksBeyondHead(question, passages);
  const terms = questionTerms(question);
  if (terms.length < 2 || terms.length > maxTerms) return false;
  const reading = readingOf(question, passages, languageOf(passages[0]?.text ?? question));
  const { isKnown, isFrame, language } = reading;
  const topic = terms.filter(isKnown);
  const asked = new Set(clausesWith(topic, question, reading).flatMap((clause) => keysIn(clause)));
  const others = terms.filter((term) => !topic.includes(term) && asked.has(term.key));
  // In Vietnamese, words of a family are syllables of many other words.
  const names = topic.filter((term) => language === 'vi' || !isFrame(term));
  if (names.length < 2 || others.length === 0 || !isRun(topic) || !isAbout(topic, sentence)) return false;
  // A message with words of asking may have further ones that no family has.
  if (asksMeaning(question, language) && others.some(isFrame)) return false;
  if (callsForHelp(question, language) && others.every(isFrame)) return false;
  const kind = firstAsking(plainSpelling(question), language)?.kind ?? 'other';
  return !namesAnswer(kind, sentence, topic);
};

const keysIn = (text: string): string[] => allTerms(text).map(({ key }) => key);

/** The clauses that have a topic or ask; what stands in another clause is no part of the question. */
const clausesWith = (topic: readonly Term[], question: string, reading: Reading): string[] =>
  clausesIn(question, reading).filter((clause) => {
    const keys = keysIn(clause);
    const asks = firstAsking(plainSpelling(clause), reading.language) !== undefined;
    return asks || topic.some(({ key }) => keys.includes(key));
  });

/** Whether a clause asks for a meaning, or a word asks to explain. */
const asksMeaning = (question: string, language: string): boolean =>
  clausesOf(question).some(
    ({ plain, words }) =>
      (firstAsking(plain, language)?.kind ?? 'definition') === 'definition' ||
      words.some((word) => isExplaining(word, language)),
  );

/** "Anyone explain …?": the word that asks calls for help. */
const callsForHelp = (question: string, language: string): boolean =>
  clausesOf(question).some(
    ({ plain }) => firstAsking(plain, language)?.words.every((word) => isParticle(word, language)) ?? false,
  );

/** Whether at most one word stands between two terms. */
const isRun = (terms: readonly Term[]): boolean =>
  terms.every(({ position }, at) => at === 0 || position - (terms[at - 1]?.position ?? 0) <= 2);

/** A date, a number or a name may answer in other words than those of the question. */
const namesAnswer = (kind: QuestionKind, sentence: string, topic: readonly Term[]): boolean => {
  if (kind === 'definition' || kind === 'other' || (kind === 'person' && /\p{Lo}/u.test(sentence)))
    return false;
  // The sentence begins with the topic, or with its article.
  const fresh = allTerms(sentence).filter(
    ({ key, position }) => position > 0 && !topic.some((term) => term.key === key),
  );
  return canAnswer(kind, sentence, fresh);
};
