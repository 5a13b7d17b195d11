import { inertText } from '@ai-teacher/contracts/inert-text.ts';
import { pageRanges } from '@ai-teacher/contracts/page-ranges.ts';
import { languageOf } from '@ai-teacher/language/function-words.ts';
import type { Passage, UnreadPages } from '../evidence/passage.ts';

type Words = {
  absent: string;
  unsupported: string;
  nearest: string;
  unread: (title: string, pages: string, many: boolean) => string;
  /** `{asked}` and `{book}` are names of languages. */
  otherLanguage: string;
};

const english: Words = {
  absent: 'This is not in your material.',
  unsupported: 'Not all of this could be found in your material.',
  nearest: 'The nearest pages are:',
  unread: (title, pages, many) => `In “${title}”, ${many ? 'pages' : 'page'} ${pages} could not be read.`,
  otherLanguage:
    'Your question is in {asked}, your material in {book}. I searched for the words that both have in common.',
};
const words: Readonly<Record<string, Words>> = {
  de: {
    absent: 'Das steht nicht in deinem Material.',
    unsupported: 'Nicht alles davon steht in deinem Material.',
    nearest: 'Die nächstliegenden Seiten sind:',
    unread: (title, pages, many) =>
      `In „${title}“ ${many ? 'konnten die Seiten' : 'konnte die Seite'} ${pages} nicht gelesen werden.`,
    otherLanguage:
      'Deine Frage ist auf {asked}, dein Material auf {book}. Gesucht wurde nach gemeinsamen Wörtern.',
  },
  fr: {
    absent: 'Cela ne se trouve pas dans vos documents.',
    unsupported: 'Tout ceci n’a pas été retrouvé dans vos documents.',
    nearest: 'Les pages les plus proches sont :',
    unread: (title, pages, many) =>
      `Dans « ${title} », ${many ? 'les pages' : 'la page'} ${pages} n’${many ? 'ont' : 'a'} pas pu être ${many ? 'lues' : 'lue'}.`,
    otherLanguage:
      'Votre question est en {asked}, vos documents sont en {book}. La recherche a porté sur les mots communs.',
  },
  es: {
    absent: 'Esto no está en tu material.',
    unsupported: 'No todo esto se ha encontrado en tu material.',
    nearest: 'Las páginas más cercanas son:',
    unread: (title, pages, many) =>
      `En «${title}» no se ${many ? 'pudieron leer las páginas' : 'pudo leer la página'} ${pages}.`,
    otherLanguage:
      'Tu pregunta está en {asked} y tu material en {book}. Busqué las palabras que ambos tienen en común.',
  },
};

const maxPages = 3;

/**
 * States that the material has no answer, and names the nearest pages by their inert titles. Uses the
 * question's language where translated.
 */
export const notInMaterial = (
  question: string,
  nearest: readonly Passage[],
  unread: readonly UnreadPages[] = [],
): string => {
  return withPages(wordsFor(question).absent, question, nearest) + unreadNote(question, unread);
};

/** States that the material does not support all of an answer that is already written. */
export const unsupportedNote = (
  question: string,
  nearest: readonly Passage[],
  unread: readonly UnreadPages[] = [],
): string => {
  return withPages(wordsFor(question).unsupported, question, nearest) + unreadNote(question, unread);
};

const maxUnreadDocuments = 3;

/** Names the pages of the file in which the answer may stand, because no search can find them. */
const unreadNote = (question: string, unread: readonly UnreadPages[]): string =>
  unread
    .slice(0, maxUnreadDocuments)
    .map(
      ({ title, pages }) =>
        ` ${wordsFor(question).unread(inertText(title), pageRanges(pages), pages.length > 1)}`,
    )
    .join('');

/**
 * States that question and material are in two languages.
 *
 * @param languages codes of two letters.
 */
export const otherLanguageNote = (
  question: string,
  { asked, book }: { readonly asked: string; readonly book: string },
): string => {
  const own = words[asked] === undefined ? 'en' : asked;
  const names = new Intl.DisplayNames([own], { type: 'language' });
  return wordsFor(question)
    .otherLanguage.replace('{asked}', names.of(asked) ?? asked)
    .replace('{book}', names.of(book) ?? book);
};

/** States why a question in a language that the tutor does not know has no answer. */
export const unknownLanguageNote =
  'I do not know the language of your question. I compared its words with your material as they are.';

const wordsFor = (question: string): Words => {
  return words[languageOf(question)] ?? english;
};

const withPages = (statement: string, question: string, nearest: readonly Passage[]): string => {
  const pages = new Set(
    nearest.map((passage) => `“${inertText(passage.title)}”, p. ${inertText(passage.pageLabel)}`),
  );
  if (pages.size === 0) return statement;
  return `${statement} ${wordsFor(question).nearest} ${[...pages].slice(0, maxPages).join('; ')}.`;
};
