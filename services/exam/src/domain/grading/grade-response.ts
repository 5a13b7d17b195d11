import { beginningOf } from '@ai-teacher/language/clean-text.ts';
import { onOneLine } from '@ai-teacher/language/words.ts';
import {
  type ItemKey,
  type ItemSource,
  isList,
  isMatches,
  type Matches,
} from '../item-writing/drafts/item-draft.ts';
import { gradeCloze } from './grade-cloze.ts';
import { gradeMatching } from './grade-matching.ts';
import { gradeMultipleChoice } from './grade-multiple-choice.ts';
import { gradeNumeric } from './grade-numeric.ts';
import { gradeOrdering } from './grade-ordering.ts';
import { gradeShortAnswer } from './grade-short-answer.ts';
import type { GradableItem, MachineMark } from './ports.ts';
import { betterOf, correct, given, incorrect, unanswered, undecided, type Verdict } from './verdict.ts';
import { answerWords } from './words/normalise-answer.ts';

/** Changes when a rule gives another score to a response. */
const rulesVersion = '1';
const byRule = { kind: 'rule', version: rulesVersion, confidence: null } as const;
const maxQuoteCharacters = 300;

/** Grades one response. Only the grading rules set the result; a response cannot instruct the grader. */
export const gradeResponse = (item: GradableItem, response: ItemKey | null): MachineMark => {
  const verdict = verdictByKeys(item, response);
  const feedback = `${verdict.remark} ${pageReferenceOf(item.source)}`;
  return verdict.decided
    ? { score: roundedTo2(verdict.share * item.points), feedback, machine: byRule }
    : { score: null, feedback, machine: null };
};

/** The best verdict by one of the keys. A teacher decides only when no key gives all points. */
const verdictByKeys = (item: GradableItem, response: ItemKey | null): Verdict => {
  if (item.everyoneCorrect) return given;
  if (response === null) return unanswered;
  const keys = [item.key, ...(item.alsoAccepted ?? [])];
  return keys.map((key) => verdictOn({ ...item, key }, response)).reduce(betterOf);
};

const verdictOn = (item: GradableItem, response: ItemKey): Verdict => {
  switch (item.type) {
    case 'single_choice':
    case 'true_false':
      return response === item.key ? correct : incorrect;
    case 'multiple_choice':
      return gradeMultipleChoice(listIn(response), listIn(item.key));
    case 'cloze':
      return gradeCloze(String(response), {
        stem: item.stem,
        key: String(item.key),
        confusable: item.confusable,
      });
    case 'long_answer':
      return answerWords(String(response)).length === 0 ? unanswered : undecided;
    case 'short_answer':
      return gradeShortAnswer(String(response), { stem: item.stem, key: String(item.key) });
    case 'ordering':
      return gradeOrdering(listIn(response), { key: listIn(item.key), scoring: item.scoring });
    case 'matching':
      return gradeMatching(matchesIn(response), { key: matchesIn(item.key), scoring: item.scoring });
    case 'numeric':
      return gradeNumeric(String(response), { key: String(item.key), quantity: item.quantity ?? {} });
  }
};

const listIn = (answer: ItemKey): readonly string[] => (isList(answer) ? answer : []);
const matchesIn = (answer: ItemKey): Matches => (isMatches(answer) ? answer : {});

/** Refers the student to the item's source: its printed page and a quote of at most 300 characters. */
export const pageReferenceOf = ({ pageLabel, quote }: Pick<ItemSource, 'pageLabel' | 'quote'>): string => {
  const line = onOneLine(quote);
  const shown =
    line.length > maxQuoteCharacters ? `${beginningOf(line, maxQuoteCharacters).trimEnd()} …` : line;
  return `See page ${pageLabel}: “${shown}”`;
};

/** A score to two decimals. */
export const roundedTo2 = (score: number): number => Math.round(score * 100) / 100;
