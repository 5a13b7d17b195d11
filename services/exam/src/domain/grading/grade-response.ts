import type { ItemKey, ItemSource, ItemType } from '../item-writing/drafts/item-draft.ts';
import { onOneLine } from '../item-writing/reading/words.ts';
import { gradeCloze } from './grade-cloze.ts';
import { gradeMultipleChoice } from './grade-multiple-choice.ts';
import { gradeShortAnswer } from './grade-short-answer.ts';
import { rightVerdict, unanswered, type Verdict, wrong } from './verdict.ts';

/** What marking needs to know of an item. */
export type GradableItem = {
  type: ItemType;
  stem: string;
  points: number;
  key: ItemKey;
  confusable: readonly string[];
  source: ItemSource;
};

/** A mark by rule: `score` is null when a person must decide. Feedback names the page the item stands on. */
export type RuleMark = { score: number | null; feedback: string };

const quoteLimit = 300;

/** Marks one response. What an answer says about marks, rules or itself has no way to reach the result. */
export const gradeResponse = (item: GradableItem, response: ItemKey | null): RuleMark => {
  const verdict = response === null ? unanswered : judge(item, response);
  const feedback = `${verdict.remark} ${whereToRead(item.source)}`;
  return verdict.decided
    ? { score: roundedTo2(verdict.share * item.points), feedback }
    : { score: null, feedback };
};

const judge = (item: GradableItem, response: ItemKey): Verdict => {
  switch (item.type) {
    case 'single_choice':
    case 'true_false':
      return response === item.key ? rightVerdict : wrong;
    case 'multiple_choice':
      return gradeMultipleChoice(
        Array.isArray(response) ? response : [],
        Array.isArray(item.key) ? item.key : [],
      );
    case 'cloze':
      return gradeCloze(String(response), { key: String(item.key), confusable: item.confusable });
    case 'short_answer':
      return gradeShortAnswer(String(response), { stem: item.stem, key: String(item.key) });
  }
};

/** The place in the book that a mark refers to. */
export const whereToRead = ({ pageLabel, quote }: Pick<ItemSource, 'pageLabel' | 'quote'>): string => {
  const line = onOneLine(quote);
  const shown = line.length > quoteLimit ? `${line.slice(0, quoteLimit).trimEnd()} …` : line;
  return `See page ${pageLabel}: “${shown}”`;
};

const roundedTo2 = (score: number): number => {
  return Math.round(score * 100) / 100;
};
