import { languageOf } from '@ai-teacher/language/function-words.ts';
import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { allTerms } from '@ai-teacher/language/terms.ts';
import type { QuestionKind } from '../asking-words.ts';
import { clausesOf, offsetIn } from '../bare-question.ts';
import { placePronounIn, pointsToPlace } from '../leans-on-earlier.ts';
import type { Passage } from '../passage.ts';
import { firstAsking } from '../question-words.ts';
import { grammarOf } from './clause-grammars.ts';
import { contentIn, isSender, type Reading } from './frame-clauses.ts';
import { readingOf } from './reading.ts';

/**
 * Whether the question points to a place that a sentence before it names: "I flew to Mars. What is
 * evaporation there?" A sentence of the asking ("I read the glossary of our book") restricts nothing.
 */
export const pointsToForeignPlace = (clauses: readonly string[], reading: Reading): boolean => {
  const at = clauses.findLastIndex((clause) => pointsToPlace(clause, reading.language));
  return clauses.slice(0, Math.max(0, at)).some((clause) => {
    const content = contentIn(clause, reading);
    const foreign = content.filter((term) => !reading.isWritten(term) && !isOfAsking(term, reading));
    // "I live on Pluto": the book may have the verb, and not the place. In German every noun has a capital.
    const isNamed = reading.language !== 'de' && foreign.some(({ named }) => named);
    return foreign.length > 0 && (isNamed || !content.some(reading.isKnown));
  });
};

type Content = ReturnType<typeof contentIn>[number];

const isOfAsking = (term: Content, reading: Reading): boolean =>
  reading.isFrame(term) || isSender(term, reading);

/** The question without its pronoun of place, when each sentence before it belongs to the asking. */
export const withoutEarlierAsking = (question: string, passages: readonly Passage[]): string => {
  const clauses = clausesOf(question).map(({ text }) => text);
  const language = languageOf(question);
  const at = clauses.findLastIndex((clause) => pointsToPlace(clause, language));
  if (at < 1 || isSpaceless(question)) return question;
  const reading = readingOf(question, passages, language);
  const isAsking = (clause: string): boolean =>
    contentIn(clause, reading).every((term) => isOfAsking(term, reading));
  if (!clauses.slice(0, at).every(isAsking)) return question;
  const [pointing = '', ...later] = clauses.slice(at);
  const { start, end } = placePronounIn(pointing, language) ?? { start: 0, end: 0 };
  const own = `${pointing.slice(0, offsetIn(pointing, start))}${pointing.slice(offsetIn(pointing, end))}`;
  return [own, ...later].join('').trim();
};

const maxNameTerms = 3;

/**
 * Whether a message names a person and asks what the person says: "Napoleon, evaporation, what does he say?"
 * A word of the asking is no such name: "Our book, evaporation, what does it say?"
 */
export const asksAuthority = (clauses: readonly string[], reading: Reading): boolean =>
  clauses.some((clause) => asksWhatIsSaid(clause, reading)) &&
  clauses.some((clause) => {
    const content = contentIn(clause, reading);
    const isName = content.length > 0 && content.length <= maxNameTerms;
    return (
      isName &&
      allTerms(clause).length === content.length &&
      !content.some((term) => reading.isKnown(term) || isOfAsking(term, reading))
    );
  });

const asksWhatIsSaid = (clause: string, reading: Reading): boolean => {
  const plain = plainSpelling(clause);
  const asking = firstAsking(plain, reading.language);
  if (asking === undefined || !meaningKinds.has(asking.kind)) return false;
  const { saying } = grammarOf(reading.language);
  // "What does it mean" may hold a verb of saying itself ("veut dire").
  const beside = `${plain.slice(0, asking.start)} ${plain.slice(asking.end)}`;
  return (
    !allTerms(clause).some((term) => isSender(term, reading)) &&
    (beside.match(/[\p{L}\p{M}]+/gu) ?? []).some((word) => saying?.test(word) ?? false)
  );
};
const meaningKinds: ReadonlySet<QuestionKind> = new Set(['other', 'definition'] as const);
