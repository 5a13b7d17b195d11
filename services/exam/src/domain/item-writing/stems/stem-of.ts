import { quoted } from '@ai-teacher/language/quotes.ts';
import type { LanguageCode } from '../languages/material-language.ts';
import { type StemMessages, stemMessages } from './stem-messages.ts';

type Values = {
  readonly term?: string;
  readonly meaning?: string;
  readonly sentence?: string;
  /** May be empty. */
  readonly subject?: string;
  /** Further words of the book, which show its script. No stem shows them. */
  readonly sample?: string;
  readonly terms?: readonly string[];
  readonly words?: number;
};

/** Frequent characters that only one of the scripts of Chinese has. */
const simplifiedPattern = /[们这说时来为国会个对学发经现过实种与关样变点长书车门见电风气级压热质]/gu;
const traditionalPattern = /[們這說時來為國會個對學發經現過實種與關樣變點長書車門見電風氣級壓熱質]/gu;

const isTraditional = (text: string): boolean =>
  (text.match(traditionalPattern)?.length ?? 0) > (text.match(simplifiedPattern)?.length ?? 0);

const messagesOf = (language: LanguageCode, text: string): StemMessages | undefined => {
  if (language === 'zh') return stemMessages[isTraditional(text) ? 'zh-Hant' : 'zh-Hans'];
  return (stemMessages as Readonly<Record<string, StemMessages>>)[language];
};

/** The marks of other languages as English ones, of which `quoted` makes single ones. */
const withEnglishMarks = (text: string): string =>
  text.replace(/“(?!\S)|\s?»/gu, '”').replace(/[„«]\s?/gu, '“');

/**
 * Writes a stem in the language of the book.
 *
 * @returns undefined for a language without messages, because a stem in another language would mix languages.
 */
export const stemIn = (
  language: LanguageCode,
  kind: Exclude<keyof StemMessages, 'marks' | 'listLanguage'>,
  { terms, words, ...quotes }: Values,
): string | undefined => {
  const given = [...Object.values(quotes), ...(terms ?? [])].join(' ');
  const messages = messagesOf(language, given);
  if (messages === undefined) return undefined;
  const { marks, listLanguage } = messages;
  const inMarks = (text: string): string => (text === '' ? '' : quoted(withEnglishMarks(text), marks));
  const list = new Intl.ListFormat(listLanguage, { type: 'conjunction' });
  const values: Readonly<Record<string, string>> = {
    ...Object.fromEntries(Object.entries(quotes).map(([name, text]) => [name, inMarks(text)])),
    ...(terms === undefined ? {} : { terms: list.format(terms.map(inMarks)) }),
    ...(words === undefined ? {} : { words: String(words) }),
  };
  return messages[kind]
    .replace(/\{(?<name>[a-z]+)\}/gu, (place, name: string) => values[name] ?? place)
    .trimEnd();
};

/** The words of the stems that claim something about a term, whatever the book says. */
export const statementTexts = (): string[] =>
  Object.values(stemMessages).flatMap(({ statement, pairs, whichTerm }) =>
    [statement, pairs, whichTerm].map((text) => text.replace(/\{[a-z]+\}/gu, ' ')),
  );
