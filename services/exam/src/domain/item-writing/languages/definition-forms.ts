import { countWords, isSpaceless } from '@ai-teacher/language/scripts.ts';
import { sentenceEnds } from '@ai-teacher/language/sentences/sentence-ends.ts';
import { wordsOf } from '@ai-teacher/language/words.ts';
import { mentions } from '../drafts/term-search.ts';
import { type DefinitionParts, type LanguageRules, statementEnd } from './language-rules.ts';

/** Longer sentences define nothing that an item could ask for, and would be slow to match. */
const maxSentenceCharacters = 600;
const maxTermWords = 5;
const maxSpacelessTermCharacters = 12;
const entryPattern = new RegExp(
  `^(?<term>\\p{L}[\\p{L}\\p{M}\\p{N}'’() /·-]{0,48}?)\\s?[:：]\\s*(?<meaning>.+?)\\s?(?:${statementEnd})?$`,
  'su',
);
const markupPattern = /[=<>{}[\]\\|_;:：；]|https?:/u;
const sentenceEndInsidePattern = new RegExp(`[.!?] \\p{Lu}|(?![.!?])[${sentenceEnds}].`, 'u');

/** Reads the definition in a sentence of a language, by the forms of its textbooks. */
export const definitionByForms = (
  rules: LanguageRules,
  sentence: string,
  { entryAllowed }: { entryAllowed: boolean },
): DefinitionParts | undefined => {
  if (sentence.length > maxSentenceCharacters) return undefined;
  const entry = entryAllowed ? entryPattern.exec(sentence)?.groups : undefined;
  if (entry) {
    const parts = partsOf(entry, { form: 'entry', clarity: 4 });
    if (isUsable(parts, rules)) return parts;
  }
  for (const { pattern, form, clarity } of rules.forms) {
    const groups = pattern.exec(sentence)?.groups;
    if (!groups) continue;
    const parts = withoutContraction(partsOf(groups, { form, clarity }), rules);
    if (isUsable(parts, rules)) return parts;
  }
  return undefined;
};

/** Whether a line has the form of a glossary entry. */
export const looksLikeEntryIn = (rules: LanguageRules, line: string): boolean => {
  const groups = line.length > maxSentenceCharacters ? undefined : entryPattern.exec(line)?.groups;
  return groups !== undefined && isUsable(partsOf(groups, { form: 'entry', clarity: 4 }), rules);
};

const partsOf = (
  { term = '', meaning = '' }: Record<string, string | undefined>,
  { form, clarity }: Pick<DefinitionParts, 'form' | 'clarity'>,
): DefinitionParts => ({
  term: term.replace(/\s*\([^)]*\)/gu, '').trim(),
  meaning: meaning.trim(),
  form,
  clarity,
});

const withoutContraction = (parts: DefinitionParts, { contractions }: LanguageRules): DefinitionParts => {
  const [first = ''] = parts.meaning.split(' ', 1);
  const article = contractions?.[first];
  return article === undefined ? parts : { ...parts, meaning: article + parts.meaning.slice(first.length) };
};

const isUsable = ({ term, meaning }: DefinitionParts, rules: LanguageRules): boolean => {
  if (!isTerm(term, rules) || rules.judgement.test(meaning) || rules.reference.test(meaning)) return false;
  const size = countWords(meaning);
  if (size < (isSpaceless(meaning) ? 3 : 4) || size > 40) return false;
  if (markupPattern.test(meaning) || sentenceEndInsidePattern.test(meaning)) return false;
  return !mentions(meaning, term) && isBalanced(meaning);
};

const isTerm = (term: string, { nonTermWords }: LanguageRules): boolean => {
  if (isSpaceless(term))
    return (
      term.length >= 2 &&
      term.length <= maxSpacelessTermCharacters &&
      ![...nonTermWords].some((word) => term.includes(word))
    );
  const words = wordsOf(term);
  if (words.length === 0 || words.length > maxTermWords || term.length < 3) return false;
  if (/\p{Ll}\p{Lu}/u.test(term) || new Set(words).size < words.length) return false;
  return words.every((word) => !nonTermWords.has(word) && !/^\p{N}/u.test(word));
};

const pairs = ['()', '“”', '«»', '（）', '「」'] as const;

const isBalanced = (text: string): boolean =>
  pairs.every(([open = '', close = '']) => text.split(open).length === text.split(close).length) &&
  text.split('"').length % 2 === 1;
