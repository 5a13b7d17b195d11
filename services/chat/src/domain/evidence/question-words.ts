import { languageOf } from '@ai-teacher/language/function-words.ts';
import { remembering } from '@ai-teacher/language/memory/remembering.ts';
import { spacelessScripts } from '@ai-teacher/language/scripts.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { askingWords, type QuestionKind } from './asking-words.ts';
import { perLanguage } from './per-language.ts';
import spokenDefinitions from './spoken-asking-words.json' with { type: 'json' };

const spacelessPattern = new RegExp(`^[${spacelessScripts}]+$`, 'u');
const blanks = `[\\s’'-]+`;

/** Endings of indefinite pronouns in Russian and Ukrainian ("кто-нибудь"). */
const indefinite = '-(?:нибудь|небудь|либо|то)(?![\\p{L}])';

/** One phrase as a pattern of the plain spelling. */
const sourceOf = (phrase: string): string => {
  const words = phrase.split(/[\s’']+/u).map((word) => (word === '{x}' ? `[^\\s]+` : plainSpelling(word)));
  const source = words.join(blanks);
  if (spacelessPattern.test(phrase)) return source;
  return `(?<![\\p{L}\\p{M}\\p{N}])${source}(?![\\p{L}\\p{M}\\p{N}]|${indefinite})`;
};

type Phrase = {
  /** Its place in the lists of its language. */
  readonly place: number;
  readonly kind: QuestionKind;
  /** Made at its first use: most phrases are never tried, and those of English take 0.2 s together. */
  readonly pattern: () => RegExp;
  /** Letters that each text with the phrase contains; to search for them is faster than the pattern. */
  readonly letters: string;
  /** All words of a text with the phrase that stand in the pattern as they are. */
  readonly needed: readonly string[];
  readonly words: readonly string[];
};

type Phrases = {
  /** By their letters, which are a word of each text with the phrase. */
  readonly byWord: ReadonlyMap<string, readonly Phrase[]>;
  /** In scripts without blanks, and without such a word. */
  readonly others: readonly Phrase[];
};

/** The words of the phrase that stand in the pattern as they are. */
const plainWordsOf = (phrase: string): string[] =>
  phrase
    .split(/[\s’']+/u)
    .map(plainSpelling)
    .filter((word) => /^[\p{L}\p{M}\p{N}]+$/u.test(word));

/** The longest word of the phrase that stands in the pattern as it is. */
const lettersOf = (phrase: string): string =>
  plainWordsOf(phrase).reduce((longest, word) => (word.length > longest.length ? word : longest), '');

const madeOnce = <Made>(make: () => Made): (() => Made) => {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

const phrasesOf = (kinds: (typeof askingWords)[string]): Phrases => {
  const given = Object.entries(kinds).flatMap(([kind, list]) =>
    list.split(',').map((phrase) => ({ kind: kind as QuestionKind, phrase: phrase.trim() })),
  );
  const all = given.map(({ kind, phrase }, place) => ({
    place,
    kind,
    pattern: madeOnce(() => new RegExp(sourceOf(phrase), 'u')),
    letters: lettersOf(phrase),
    needed: plainWordsOf(phrase),
    words: plainSpelling(phrase).match(/[\p{L}\p{M}]+/gu) ?? [],
    isOther: lettersOf(phrase) === '' || spacelessPattern.test(phrase),
  }));
  const worded = all.filter(({ isOther }) => !isOther);
  return {
    byWord: Map.groupBy(worded, ({ letters }) => letters),
    others: all.filter(({ isOther }) => isOther),
  };
};

const wordPattern = /[\p{L}\p{M}\p{N}]+/gu;

/** The phrases that a text may contain, in the order of their lists. */
const candidatesIn = (plain: string, { byWord, others }: Phrases): readonly Phrase[] => {
  const words = new Set(plain.match(wordPattern));
  return [
    ...[...words]
      .flatMap((word) => byWord.get(word) ?? [])
      .filter(({ needed }) => needed.every((word) => words.has(word))),
    ...others.filter(({ letters }) => plain.includes(letters)),
  ].sort((one, other) => one.place - other.place);
};

/** Chats ask for a meaning in abbreviations, dialects and Latin letters as well. */
const spoken: Readonly<Record<string, string>> = spokenDefinitions;
const asked = Object.fromEntries(
  Object.entries(askingWords).map(([language, kinds]) => [
    language,
    { ...kinds, definition: [kinds.definition, spoken[language]].filter(Boolean).join(',') },
  ]),
);
const phrases = perLanguage(asked, phrasesOf);

/** The question words of a text, such as `what is`, and their place. */
export type Asking = {
  readonly kind: QuestionKind;
  readonly start: number;
  readonly end: number;
  /** The words themselves, in plain spelling. */
  readonly words: readonly string[];
};

/**
 * Finds the question words that come first; of several at one place, the longest. Offsets count in the plain
 * spelling of the text.
 *
 * @param language of the whole message, because a clause may be too short to show it.
 */
export const firstAsking = (plain: string, language = languageOf(plain)): Asking | undefined =>
  plain.length > maxRememberedCharacters ? askingIn(plain, language) : askingBefore(`${language} ${plain}`);

const askingIn = (plain: string, language: string): Asking | undefined => {
  let first: Asking | undefined;
  const ofLanguage = phrases(language);
  if (ofLanguage === undefined) return undefined;
  for (const { kind, pattern, words } of candidatesIn(plain, ofLanguage)) {
    const match = pattern().exec(plain);
    if (match === null) continue;
    const found = { kind, words, start: match.index, end: match.index + match[0].length };
    const isEarlier = first === undefined || found.start < first.start;
    if (isEarlier || (found.start === first?.start && found.end > first.end)) first = found;
  }
  return first;
};

/** The rules of a question read the same parts of it many times. */
const maxRememberedParts = 512;
const maxRememberedCharacters = 1_000;
const askingBefore = remembering(maxRememberedParts, (given) => {
  const blank = given.indexOf(' ');
  return askingIn(given.slice(blank + 1), given.slice(0, blank));
});

/** Whether a text contains a word by which its language asks. */
export const hasQuestionWord = (text: string): boolean => firstAsking(plainSpelling(text)) !== undefined;
