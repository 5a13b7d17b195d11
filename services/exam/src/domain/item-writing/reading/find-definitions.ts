import { endsSentence } from '@ai-teacher/language/sentences.ts';
import { contentWordsOf, onOneLine, termKeyOf } from '@ai-teacher/language/words.ts';
import type { Definition, ItemSource, ReadPage, SourcePage } from '../drafts/item-draft.ts';
import { definitionIn, looksLikeEntry } from './definition-patterns.ts';
import { meaningInSentence, type Spelling, spellingIn, termInSentence } from './spelling.ts';

const glossaryHeadingPattern =
  /glossary|key terms|vocabulary|definitions|glossar|fachbegriffe|begriffe|glossaire|vocabulaire|définitions|glosario|vocabulario|definiciones|términos|glossário|vocabulário|definições|termos|शब्दावली|परिभाषा|مصطلحات|المصطلحات|مسرد|詞彙|词汇|術語|术语|名詞解釋|名词解释/iu;

/**
 * Finds the terms that the pages define. Each document keeps the clearest definition of a term, or else the
 * first.
 */
export const findDefinitions = (pages: readonly ReadPage[]): Definition[] => {
  const spelling = spellingIn(pages);
  const best = new Map<string, Definition>();
  for (const [at, read] of pages.entries()) {
    const glossary = isGlossary(read, pages[at - 1], pages[at + 1]);
    for (const definition of definitionsOn(read, glossary, spelling)) {
      const name = `${definition.source.documentId}\u0000${termKeyOf(definition.term)}`;
      best.set(name, clearerOf(best.get(name), definition));
    }
  }
  return [...best.values()];
};

/**
 * The clearer definition, in the chapter of the first. The first chapter counts because the glossary at the
 * end of a book belongs to no chapter.
 */
const clearerOf = (first: Definition | undefined, second: Definition): Definition => {
  if (!first) return second;
  return second.clarity > first.clarity ? { ...second, chapter: first.chapter } : first;
};

/** The heading path that applies at an offset of the page. */
const headingPathAt = (page: SourcePage, offset: number): readonly string[] => {
  return page.headings.findLast((heading) => heading.offset <= offset)?.path ?? [];
};

/** The document and the outermost heading of a place. Terms of one chapter make plausible distractors. */
const chapterAt = (page: SourcePage, offset: number): string => {
  return `${page.documentId}\u0000${headingPathAt(page, offset)[0] ?? ''}`;
};

/**
 * Whether the place belongs to the glossary of the whole book, whose outermost heading is the glossary
 * itself.
 */
const isInBookGlossary = (page: SourcePage, offset: number): boolean => {
  return glossaryHeadingPattern.test(headingPathAt(page, offset)[0] ?? '');
};

export const sourceOf = (page: SourcePage, span: { start: number; end: number }): ItemSource => {
  const { documentId, pageNumber, pageLabel } = page;
  return {
    documentId,
    pageNumber,
    pageLabel,
    span: { start: span.start, end: span.end },
    quote: page.text.slice(span.start, span.end),
  };
};

/**
 * Lines of the form `term: meaning` are definitions under a glossary heading, or when several stand close
 * together.
 */
const isGlossary = (read: ReadPage, before: ReadPage | undefined, after: ReadPage | undefined): boolean => {
  if (read.page.headings.some(({ path }) => glossaryHeadingPattern.test(path.at(-1) ?? ''))) return true;
  const own = entriesOn(read);
  if (own >= 3) return true;
  return own >= 1 && (entriesOn(before) >= 3 || entriesOn(after) >= 3);
};

const entriesOn = (read: ReadPage | undefined): number => {
  return read?.sentences.filter((sentence) => looksLikeEntry(sentence.text, read.language)).length ?? 0;
};

const definitionsOn = (
  { page, sentences, language }: ReadPage,
  glossary: boolean,
  spelling: Spelling,
): Definition[] => {
  return sentences.flatMap((sentence, at) => {
    const isTruncated = at === sentences.length - 1 && !isFinished(sentence.text, language);
    const parts = isTruncated ? undefined : definitionIn(sentence.text, { entryAllowed: glossary, language });
    if (!parts || isCircular(parts.term, parts.meaning)) return [];
    const definition: Definition = {
      term: termInSentence(parts.term, spelling, { isTitleCase: parts.form === 'entry', language }),
      meaning: meaningInSentence(onOneLine(parts.meaning), spelling),
      form: parts.form,
      sentence: sentence.text,
      language,
      chapter: chapterAt(page, sentence.start),
      clarity: parts.form === 'entry' && isInBookGlossary(page, sentence.start) ? 2 : parts.clarity,
      source: sourceOf(page, sentence),
    };
    return [definition];
  });
};

/** Whether the sentence is complete: the end of a page may cut the last one off. */
const isFinished = (sentence: string, language: string): boolean =>
  endsSentence(sentence, language === 'en' ? 'prose' : 'quote') && !/[:;]$/u.test(sentence);

/** A meaning that contains all words of its term explains nothing. */
const isCircular = (term: string, meaning: string): boolean => {
  const meaningWords = new Set(contentWordsOf(meaning));
  return contentWordsOf(term).every((word) => meaningWords.has(word));
};
