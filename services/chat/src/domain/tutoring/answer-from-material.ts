import { bookTermsOf, languagesApart, namesNoLanguage } from '../evidence/other-language.ts';
import { selectSupport } from '../evidence/support/select-support.ts';
import { notInMaterial, otherLanguageNote, unknownLanguageNote } from '../grounding/nearest-pages.ts';
import type { Reply } from '../requests/ports.ts';
import type { WriteRequest } from './ports.ts';

type Asked = Pick<WriteRequest, 'query' | 'passages' | 'unread' | 'shown'>;

/**
 * The sentences of the material that answer a question. Without any, a text that says so, names the nearest
 * pages and gives the reason: a question in another language than the book is tried again by the book's own
 * terms.
 */
export const answerFromMaterial = ({
  query,
  passages,
  unread,
  shown,
}: Asked): Pick<Reply, 'text' | 'quotes'> => {
  const { supported, quotes, nearest } = selectSupport(query, passages, { shown });
  if (supported) return { text: '', quotes };
  const languages = languagesApart(query, passages);
  if (languages !== undefined) {
    const terms = bookTermsOf(query, passages);
    const again = terms.length > 0 ? selectSupport(terms.join(' '), passages) : undefined;
    const note = otherLanguageNote(query, languages);
    if (again?.supported) return { text: note, quotes: again.quotes };
    return { text: `${notInMaterial(query, nearest, unread)} ${note}`, quotes: [] };
  }
  const refusal = notInMaterial(query, nearest, unread);
  return { text: namesNoLanguage(query) ? `${refusal} ${unknownLanguageNote}` : refusal, quotes: [] };
};
