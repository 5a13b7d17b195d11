import { proseSentencesOf } from '@ai-teacher/language/prose-sentences.ts';
import type { ReadPage, SourcePage } from '../drafts/item-draft.ts';
import { identifyLanguage, type LanguageCode } from '../languages/material-language.ts';

/** A shorter page may quote another language, so the document decides. */
const minCharactersOfOwnLanguage = 400;
const maxSampledCharacters = 200_000;

/**
 * Reads the sentences of pages, each page in its language: its own when the page is long enough to tell,
 * otherwise that of its document, and English without any evidence.
 */
export const readPages = (pages: readonly SourcePage[]): ReadPage[] => {
  const languages = documentLanguages(pages);
  return pages.map((page) => ({
    page,
    sentences: proseSentencesOf(page.text),
    language: ownLanguageOf(page) ?? languages.get(page.documentId) ?? 'en',
  }));
};

const ownLanguageOf = ({ text }: SourcePage): LanguageCode | undefined => {
  const language = text.length < minCharactersOfOwnLanguage ? undefined : identifyLanguage(text);
  return language === 'und' ? undefined : language;
};

const documentLanguages = (pages: readonly SourcePage[]): Map<string, LanguageCode | undefined> => {
  const samples = new Map<string, string>();
  for (const { documentId, text } of pages) {
    const sample = samples.get(documentId) ?? '';
    if (sample.length < maxSampledCharacters) samples.set(documentId, `${sample}\n${text}`);
  }
  return new Map([...samples].map(([documentId, sample]) => [documentId, identifyLanguage(sample)]));
};
