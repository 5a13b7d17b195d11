import { stemOf } from '@ai-teacher/language/stems.ts';
import { wordsOf } from '@ai-teacher/language/words.ts';
import type { ReaderWords } from '../stems/reader-words.ts';

/** The names that statements and options have in lists, each series in its order. */
const series: readonly string[][] = [
  [...'abcdefgh'],
  [...'12345678'],
  ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii'],
  [...'①②③④⑤⑥⑦⑧'],
  [...'甲乙丙丁戊'],
  ['أ', 'ب', 'ج', 'د', 'ه'],
  ['क', 'ख', 'ग', 'घ', 'ङ'],
];
const letterSeries = new Set(['a', '甲', 'أ', 'क']);
const edges = /^[\s([{（.:;,،؛、]+|[\s)\]}）.:;,،؛、]+$/gu;
const commas = /(?:[,،;؛，；]\s+|&)/gu;

/** The parts that an option joins: “both A and C” has the parts “a” and “c”. */
const partsOf = (text: string, { joiner }: ReaderWords): string[] =>
  text
    .replace(commas, '\n')
    .replace(joiner, '\n')
    .split('\n')
    .map((part) => part.replace(edges, '').toLowerCase())
    .filter((part) => part !== '');

const seriesOf = (label: string): string[] | undefined => series.find((labels) => labels.includes(label));

/** Whether the stem lists a statement with this label: “1. …”, “(ii) …”. */
const listsStatement = (stem: string, label: string): boolean =>
  /[①-⑧]/u.test(label)
    ? stem.includes(label)
    : new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])${label}[.):：、．）]`, 'iu').test(stem);

/** Whether the label stands for the place of an option that is a text of its own. */
const namesOption = (label: string, labels: readonly string[], texts: readonly string[]): boolean => {
  const named = texts[labels.indexOf(label)];
  return letterSeries.has(labels[0] ?? '') && named !== undefined && wordsOf(named).join('').length > 1;
};

/**
 * Whether an option only combines others (K-type): texts of other options, statements that the stem lists, or
 * letters of other options. Students who are sure of one part find the answer by exclusion.
 */
export const hasCombination = (
  { stem, texts }: { readonly stem: string; readonly texts: readonly string[] },
  words: ReaderWords,
): boolean => {
  const all = texts.map((text) => text.trim().toLowerCase().replace(edges, ''));
  return texts.some((text, at) => {
    const parts = new Set(partsOf(text, words));
    if (parts.size < 2) return false;
    const others = new Set(all.filter((_, other) => other !== at));
    const otherTexts = texts.map((other) => (partsOf(other, words).length < 2 ? other : ''));
    const isReference = (part: string): boolean => {
      const labels = seriesOf(part);
      return labels !== undefined && (listsStatement(stem, part) || namesOption(part, labels, otherTexts));
    };
    return [...parts].every((part) => others.has(part)) || [...parts].every(isReference);
  });
};

/** The words of a statement without its negation, and how often it is negated. */
const statementOf = (text: string, { negation, article }: ReaderWords) => {
  const plain = text
    .toLowerCase()
    .replace(/\bcannot\b/gu, 'can not')
    .replace(/\bnon-/gu, 'non ');
  const content = plain.replace(negation, ' ').replace(article, ' ');
  return {
    negations: plain.match(negation)?.length ?? 0,
    words: wordsOf(content).map(stemOf).join(' '),
  };
};

/**
 * Whether two of at least three options are opposites by a negation alone. One of the two must be correct, so
 * students need not know the others. Where every option has its opposite, nothing can be left out.
 */
export const hasOppositeOptions = (texts: readonly string[], words: ReaderWords): boolean => {
  if (texts.length < 3) return false;
  const statements = texts.map((text) => statementOf(text, words));
  const opposed = statements.filter((one) =>
    statements.some(
      (other) =>
        one.words !== '' && one.words === other.words && (one.negations === 0) !== (other.negations === 0),
    ),
  );
  return opposed.length > 0 && opposed.length < texts.length;
};

/** Whether a text turns a statement around. */
export const isNegated = (text: string, words: ReaderWords): boolean =>
  statementOf(text, words).negations > 0;
