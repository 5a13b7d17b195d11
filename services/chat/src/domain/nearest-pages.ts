import { languageOf } from './function-words.ts';
import type { Passage } from './passage.ts';

const SENTENCES: Readonly<Record<string, readonly [string, string]>> = {
  en: ['This is not in your material.', 'The nearest pages are:'],
  de: ['Das steht nicht in deinem Material.', 'Die nächstliegenden Seiten sind:'],
  fr: ['Cela ne se trouve pas dans vos documents.', 'Les pages les plus proches sont :'],
  es: ['Esto no está en tu material.', 'Las páginas más cercanas son:'],
  it: ['Questo non si trova nel tuo materiale.', 'Le pagine più vicine sono:'],
  pt: ['Isto não está no seu material.', 'As páginas mais próximas são:'],
  nl: ['Dit staat niet in je materiaal.', 'De dichtstbijzijnde pagina’s zijn:'],
};

const MOST_PAGES = 3;

/** Says that the material does not answer, in the question's language where we have it, and where to look instead. */
export function notInMaterial(question: string, nearest: readonly Passage[]): string {
  const [statement, where] = SENTENCES[languageOf(question)] ?? SENTENCES.en ?? ['', ''];
  const pages = new Set(nearest.map((passage) => `“${passage.title}”, p. ${passage.pageLabel}`));
  if (pages.size === 0) return statement;
  return `${statement} ${where} ${[...pages].slice(0, MOST_PAGES).join('; ')}.`;
}
