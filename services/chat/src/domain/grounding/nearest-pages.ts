import { inertText } from '@ai-teacher/contracts/inert-text.ts';
import { pageRanges } from '@ai-teacher/contracts/rag/page-ranges.ts';
import type { Passage, UnreadPages } from '../evidence/passage.ts';
import { filled, textsFor, writtenLanguageOf } from '../wording/texts-for.ts';

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
  return withPages(textsFor(question).absent, question, nearest) + unreadNote(question, unread);
};

/** States that the material does not support all of an answer that is already written. */
export const unsupportedNote = (
  question: string,
  nearest: readonly Passage[],
  unread: readonly UnreadPages[] = [],
): string => {
  return withPages(textsFor(question).unsupported, question, nearest) + unreadNote(question, unread);
};

const maxUnreadDocuments = 3;

/** Names the pages of the file in which the answer may stand, because no search can find them. */
const unreadNote = (question: string, unread: readonly UnreadPages[]): string =>
  unread
    .slice(0, maxUnreadDocuments)
    .map(({ title, pages }) => {
      const { unreadPage, unreadPages } = textsFor(question);
      const text = pages.length > 1 ? unreadPages : unreadPage;
      return ` ${filled(text, { title: inertText(title), pages: pageRanges(pages) })}`;
    })
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
  const names = new Intl.DisplayNames([writtenLanguageOf(question)], { type: 'language' });
  return filled(textsFor(question).otherLanguage, {
    asked: names.of(asked) ?? asked,
    book: names.of(book) ?? book,
  });
};

/** States why a question in a language that the tutor does not know has no answer. */
export const unknownLanguageNote =
  'I do not know the language of your question. I compared its words with your material as they are.';

const withPages = (statement: string, question: string, nearest: readonly Passage[]): string => {
  const texts = textsFor(question);
  const places = new Set(
    nearest.map(({ title, pageLabel }) =>
      filled(texts.place, { title: inertText(title), page: inertText(pageLabel) }),
    ),
  );
  if (places.size === 0) return statement;
  return `${statement} ${filled(texts.nearest, { places: [...places].slice(0, maxPages).join('; ') })}`;
};
