import { languageOf } from '@ai-teacher/language/function-words.ts';
import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { bareQuestion, clausesOf } from '../bare-question.ts';
import { grammarOf, isExplaining, isPointer } from '../framing/clause-grammars.ts';
import { isOfAsking } from '../framing/frame-families.ts';
import { isAllFrame } from '../framing/spaceless/frame-chunks.ts';
import { leansOnEarlier } from '../leans-on-earlier.ts';
import { contentTerms } from '../question-terms.ts';
import { firstAsking } from '../question-words.ts';
import { withoutRemarks, withoutSource } from './without-remarks.ts';

/**
 * The question of a message without its frame. The message stays whole when its frame names the subject: a
 * pronoun stands for the subject, or another clause asks and names nothing ("Explain it in simple words").
 */
export const questionIn = (message: string): string => {
  const text = withoutRemarks(message);
  const question = withoutSource(bareQuestion(text));
  const language = languageOf(text);
  const isWithoutSubject = !namesThing(question, language) && namesThing(text, language);
  const leans = leansOnEarlier(question) === 'pronoun' || callsElsewhere(text, question, language);
  return leans || isWithoutSubject ? text : question;
};

/** Whether a text has a content word that is no word of asking. */
const namesThing = (text: string, language: string): boolean =>
  isSpaceless(text) ? !isAllFrame(text) : contentTerms(text).some((term) => !isOfAsking(term, language));

/**
 * Whether a clause beside the question asks about a pronoun ("Is albedo difficult? What is it?"), or calls
 * for help with what the question only names ("We have albedo as homework, explain").
 */
const callsElsewhere = (text: string, question: string, language: string): boolean => {
  const isAsked = asksItself(question, language);
  if (isSpaceless(text)) return !isAsked;
  const clauses = clausesOf(text).filter(
    ({ text: clause }) => !question.includes(clause.trim()) && !clause.includes(question),
  );
  return clauses.some(({ text: clause, plain, words }) => {
    if (namesThing(clause, language)) return false;
    const asks = firstAsking(plain, language) !== undefined;
    const points = words.some((word) => isPointer(word, language));
    const calls = words.some((word) => isExplaining(word, language)) || questionMark.test(clause);
    return isAsked ? asks && points : asks || points || calls;
  });
};

const questionMark = /[?？؟]\s*$/u;

/** Whether a text asks; words that join a clause may be written like words that ask ("come compito"). */
const asksItself = (text: string, language: string): boolean => {
  const words = firstAsking(plainSpelling(text), language)?.words ?? [];
  const { relatives } = grammarOf(language);
  return words.some((word) => !relatives.has(word)) || (words.length > 0 && questionMark.test(text));
};
