import { functionWordsFor, languageOf } from '@ai-teacher/language/function-words.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { isAsking, isCourtesy, isPersonal, spacelessCourtesyPattern } from './frame-words.ts';
import { firstAsking } from './question-words.ts';

/** A long message asks at its beginning or at its end; so many characters of each are read. */
const maxEndCharacters = 1_000;
/** Commas inside a number ("1,250") and full stops inside one ("3.5") divide nothing. */
const clausePattern =
  /[^.!?;:,\n。！？；：，、؟،؛।۔—–…]+(?:[.,:](?=[^\s])[^.!?;:,\n。！？；：，、؟،؛।۔—–…]+)*[.!?;:,\n。！？；：，、؟،؛।۔—–…\s]*/gu;
const wordPattern = /[\p{L}\p{M}\p{N}]+/gu;

type Clause = { readonly text: string; readonly plain: string; readonly words: readonly string[] };

const clausesOf = (text: string): Clause[] =>
  [...text.matchAll(clausePattern)].map(([clause]) => {
    const plain = plainSpelling(clause);
    return { text: clause, plain, words: plain.match(wordPattern) ?? [] };
  });

/** Nothing but courtesy, the sender and function words. */
const isFrame = (words: readonly string[], grammar: ReadonlySet<string>): boolean =>
  words.every((word) => isCourtesy(word) || grammar.has(word) || word.length === 1);

/** A clause about the sender ("I have a geography test tomorrow"), which asks nothing. */
const isAboutSender = ({ words, plain }: Clause, { language }: Grammar): boolean =>
  words.some(isPersonal) && firstAsking(plain, language) === undefined;

/** What begins the end of a question that says for whom or how: "in simple words", "for my homework". */
const prepositions = new Set(
  `in with using for as from based according per für mit laut gemäß nach pour en avec selon d’après por para con según secondo
  em com segundo voor met volgens dla na do w według для в по за у згідно согласно för till med enligt`
    .split(/\s+/u)
    .map(plainSpelling),
);

/** Languages whose question word need not stand at the head, so that courtesy may begin and end a clause. */
const inSitu = new Set(['hi', 'ur', 'fa', 'ar', 'bn', 'ta', 'te', 'tr', 'ko', 'id', 'vi', 'sw']);

type Grammar = {
  readonly words: ReadonlySet<string>;
  readonly language: string;
  readonly inSitu: boolean;
};

/** Removes an end of nothing but courtesy. */
const withoutTail = (text: string, grammar: Grammar): string => {
  const words = [...text.matchAll(wordPattern)];
  let start: number | undefined;
  let says = false;
  for (const word of words.slice(1).toReversed()) {
    const plain = plainSpelling(word[0]);
    if (!isCourtesy(plain) && !grammar.words.has(plain) && !prepositions.has(plain)) break;
    says ||= isCourtesy(plain);
    const begins = prepositions.has(plain) || isAsking(plain) || (grammar.inSitu && isCourtesy(plain));
    if (says && begins) start = word.index;
  }
  if (start === undefined) return text;
  return `${text.slice(0, start).replace(/[\s,]+$/u, '')}${/[.!?？؟।۔\s]*$/u.exec(text)?.[0] ?? ''}`;
};

/** Removes a beginning of nothing but courtesy in a language whose question word stands elsewhere. */
const withoutStart = (text: string, grammar: Grammar): string => {
  if (!grammar.inSitu) return text;
  let end = 0;
  for (const word of text.matchAll(wordPattern)) {
    const plain = plainSpelling(word[0]);
    if (firstAsking(plain, grammar.language) !== undefined) break;
    if (isCourtesy(plain)) end = word.index + word[0].length;
    else if (!grammar.words.has(plain)) break;
  }
  return text.slice(end).trimStart();
};

/**
 * The beginning of a question before its question word, when that is courtesy ("Could you tell me …"). A
 * condition before a comma has a question word of its own ("When water boils, what happens?").
 */
const withoutHead = ({ text, plain }: Clause, grammar: Grammar): string => {
  let start = 0;
  for (let from = 0; ; ) {
    const asking = firstAsking(plain.slice(from), grammar.language);
    if (asking === undefined) break;
    const before = plain.slice(from, from + asking.start).match(wordPattern) ?? [];
    const isCourteous = isFrame(before, grammar.words) && (from > 0 || before.some(isCourtesy));
    // "Explain in one sentence what …": the last of several asks.
    if (isCourteous) start = from + asking.start;
    else if (before.length > 0) break;
    from += asking.end;
  }
  return start === 0 ? text : text.slice(offsetIn(text, start));
};

/** The offset in a text that corresponds to an offset in its plain spelling. */
const offsetIn = (text: string, plainOffset: number): number => {
  let passed = 0;
  for (const match of text.matchAll(/\P{M}\p{M}*/gu)) {
    if (passed >= plainOffset) return match.index;
    passed += plainSpelling(match[0]).length;
  }
  return text.length;
};

/**
 * The question without its frame: greeting, courtesy, what the sender tells about the sender, "in simple
 * words". A message of nothing but frame stays as it is.
 */
export const bareQuestion = (message: string): string => {
  const text = message.replace(/[^\S\n]+/gu, ' ').trim();
  const ends =
    text.length > 2 * maxEndCharacters
      ? `${text.slice(0, maxEndCharacters)} ${text.slice(-maxEndCharacters)}`
      : text;
  const clauses = clausesOf(ends.replace(spacelessCourtesyPattern, ' '));
  const language = languageOf(ends);
  const grammar: Grammar = {
    words: functionWordsFor(clauses.flatMap(({ words }) => words)),
    language,
    inSitu: inSitu.has(language),
  };
  const kept = clauses.filter(
    (clause) => !isFrame(clause.words, grammar.words) && !isAboutSender(clause, grammar),
  );
  const bare = kept
    .map((clause) => withoutStart(withoutTail(withoutHead(clause, grammar), grammar), grammar))
    .join('')
    .replace(/[\s,;:，、،–—-]+$/u, '')
    .trim();
  return bare === '' ? message : bare;
};
