import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An answer that people marked as right or not. */
export type CorpusAnswer = { readonly text: string; readonly isRight: boolean };

/** A question of SemEval-2013 task 7 (2-way labels). `module` is its domain: a unit of a school course. */
export type CorpusQuestion = {
  readonly module: string;
  readonly stem: string;
  readonly keys: readonly string[];
  readonly answers: readonly CorpusAnswer[];
};

/** The collections of the corpus, by the names of their folders. */
export const collections = ['sciEntsBank', 'beetle'] as const;
export type CollectionName = (typeof collections)[number];

/** @param folder holds `sciEntsBank/` and `beetle/` with one XML file for each question. */
export const readCollection = (folder: string, name: CollectionName): CorpusQuestion[] =>
  readQuestions(join(folder, name), name);

/**
 * @param folder holds one XML file for each question.
 * @param name begins the names of the domains.
 */
export const readQuestions = (folder: string, name: string): CorpusQuestion[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.xml'))
    .sort()
    .map((file) => questionOf(`${name}/${file}`, readFileSync(join(folder, file), 'utf8')));

const questionOf = (file: string, xml: string): CorpusQuestion => ({
  module: file.slice(0, file.indexOf('-')),
  stem: textsIn(xml, 'questionText')[0]?.text ?? '',
  keys: textsIn(xml, 'referenceAnswer').map(({ text }) => text),
  answers: textsIn(xml, 'studentAnswer').map(({ attributes, text }) => ({
    text,
    isRight: attributes.includes('accuracy="correct"'),
  })),
});

/** The files nest no element in these, and use five entities. */
const textsIn = (xml: string, tag: string): { attributes: string; text: string }[] =>
  [...xml.matchAll(new RegExp(`<${tag}\\b([^>]*)>([^<]*)</${tag}>`, 'g'))].map(
    ([, attributes = '', text = '']) => ({ attributes, text: plain(text).trim() }),
  );

const plain = (text: string): string =>
  text
    .replaceAll('&apos;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
