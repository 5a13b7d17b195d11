import { inertText } from '@ai-teacher/contracts/inert-text.ts';
import { languageOf } from '@ai-teacher/language/function-words.ts';
import type { Passage } from '../evidence/passage.ts';

type Words = {
  absent: string;
  unsupported: string;
  nearest: string;
};

const english: Words = {
  absent: 'This is not in your material.',
  unsupported: 'Not all of this could be found in your material.',
  nearest: 'The nearest pages are:',
};
const words: Readonly<Record<string, Words>> = {
  de: {
    absent: 'Das steht nicht in deinem Material.',
    unsupported: 'Nicht alles davon steht in deinem Material.',
    nearest: 'Die nächstliegenden Seiten sind:',
  },
  fr: {
    absent: 'Cela ne se trouve pas dans vos documents.',
    unsupported: 'Tout ceci n’a pas été retrouvé dans vos documents.',
    nearest: 'Les pages les plus proches sont :',
  },
  es: {
    absent: 'Esto no está en tu material.',
    unsupported: 'No todo esto se ha encontrado en tu material.',
    nearest: 'Las páginas más cercanas son:',
  },
};

const maxPages = 3;

/**
 * States that the material has no answer, and names the nearest pages by their inert titles. Uses the
 * question's language where translated.
 */
export const notInMaterial = (question: string, nearest: readonly Passage[]): string => {
  return withPages(wordsFor(question).absent, question, nearest);
};

/** States that the material does not support all of an answer that is already written. */
export const unsupportedNote = (question: string, nearest: readonly Passage[]): string => {
  return withPages(wordsFor(question).unsupported, question, nearest);
};

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
