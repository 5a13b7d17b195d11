import { quotesIn } from '@ai-teacher/language/quotes.ts';
import type { ItemDraft } from './item-draft.ts';

/** The terms that an item asks for, read off the item itself. */
export const askedTermsOf = ({ type, stem, key, options = [], prompts = [] }: ItemDraft): string[] => {
  switch (type) {
    case 'cloze':
      return [String(key)];
    case 'true_false':
    case 'short_answer':
    case 'long_answer':
      return quotesIn(stem).slice(0, 1);
    case 'single_choice':
      return options.filter(({ optionId }) => optionId === key).map(({ text }) => text);
    case 'multiple_choice':
      return options
        .filter(({ optionId }) => Array.isArray(key) && key.includes(optionId))
        .map(({ text }) => text.split(': ', 1)[0] ?? text);
    case 'matching':
      return prompts.map(({ text }) => text);
    case 'numeric':
    case 'ordering':
      return [];
  }
};
