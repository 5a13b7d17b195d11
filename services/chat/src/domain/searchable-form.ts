import { withoutEscapes } from '@ai-teacher/contracts/chat/escaped-text.ts';
import { plainSpelling, spellingsOf, speltOut } from '@ai-teacher/language/spelling/folding.ts';
import type { Message } from './ports.ts';

/** The folded spellings of a word that is searched; both are equal for most words. */
export type WantedWord = { readonly plain: string; readonly spelt: string };

/**
 * The form of a message in which the search of sessions finds it: its folded text, and the text with `ä`
 * written `ae` when that differs. Words are found as parts of this form, so scripts without blanks need no
 * division.
 */
export const searchableForm = ({ author, text }: Pick<Message, 'author' | 'text'>): string => {
  const shown = author === 'user' ? text : withoutEscapes(text);
  const plain = plainSpelling(shown);
  const spelt = speltOut(shown);
  return plain === spelt ? plain : `${plain}\n${spelt}`;
};

/** The words of a search, longest first, because a longer word is in fewer messages. */
export const wantedWords = (search: string): readonly WantedWord[] =>
  search
    .split(/\s+/u)
    .map((word): WantedWord => {
      const [plain = '', spelt = plain] = spellingsOf(word);
      return { plain, spelt };
    })
    // A word of accents only leaves nothing to find.
    .filter(({ plain, spelt }) => plain !== '' && spelt !== '')
    .toSorted((one, other) => other.plain.length - one.plain.length);
