import { isLight, languageOf } from '@ai-teacher/language/function-words.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { allTerms, type Term } from '@ai-teacher/language/terms.ts';
import type { Passage } from '../passage.ts';
import { questionTerms, sharesTerm } from '../question-terms.ts';
import { firstAsking } from '../question-words.ts';
import { grammarOf } from './clause-grammars.ts';

/**
 * Whether a question asks for a thing of a name, and a passage has neither the thing nor any other word of
 * the question beside the name: "Which school did Luke Howard attend?" is not answered by what else a book
 * says of Luke Howard. Verbs have too many synonyms: "Who killed Harold?" is answered by "his murderer".
 */
export const asksBeyondName = (question: string, { text, title, headingPath }: Passage): boolean => {
  const terms = questionTerms(question);
  const firstName = terms.find(({ named }) => named)?.position;
  if (firstName === undefined || terms.every(({ named }) => named)) return false;
  const language = languageOf(question);
  const asking = firstAsking(plainSpelling(question), language);
  if (asking === undefined) return false;
  const { links } = grammarOf(language);
  const words = allTerms(question).map(({ key, spellings }) => spellings[0] ?? key);
  const link = words.findLastIndex((word, at) => at < firstName && links.has(word));
  // "What language", "the area of": a word of asking or of any subject is what the question asks for.
  const isAsked = ({ position }: Term): boolean =>
    position === link - 1 || (asking.kind !== 'person' && words[position - 1] === asking.words.at(-1));
  const things = terms.filter((term) => !term.named && isAsked(term));
  if (things.length === 0) return false;
  const others = terms.filter(({ key, named }) => !named && !isLight(key));
  return !sharesTerm([...things, ...others], [title, ...headingPath, text].join('\n'));
};
