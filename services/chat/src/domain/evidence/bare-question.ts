import { functionWordsOf, languageOf } from '@ai-teacher/language/function-words.ts';
import { spacelessScripts } from '@ai-teacher/language/scripts.ts';
import { inLowerCase, plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { isAsking, isCourtesy, isPersonal, isRequesting, spacelessCourtesyPattern } from './frame-words.ts';
import { isPronoun, pointsToPlace } from './leans-on-earlier.ts';
import { contentTerms } from './question-terms.ts';
import { firstAsking } from './question-words.ts';

/**
 * The number of characters that are read at the beginning and at the end of a long message, where it asks.
 */
const maxEndCharacters = 1_000;
const stops = '.!?;:,\\n。！？；：，、؟،؛।۔—–―…';
/**
 * Commas inside a number ("1,250") and full stops inside one ("3.5") divide nothing. Before a letter of a
 * script without blanks they divide.
 */
const clausePattern = new RegExp(
  `[^${stops}]+(?:[.,:](?=[^\\s${spacelessScripts}])[^${stops}]+)*[${stops}\\s]*`,
  'gu',
);
const wordPattern = /[\p{L}\p{M}\p{N}]+/gu;

export type Clause = { readonly text: string; readonly plain: string; readonly words: readonly string[] };

export const clausesOf = (text: string): Clause[] =>
  [...text.matchAll(clausePattern)].map(([clause]) => {
    const plain = plainSpelling(clause);
    return { text: clause, plain, words: plain.match(wordPattern) ?? [] };
  });

/** A longer number may be a year, which restricts a question. */
const numberPattern = /^\p{N}{1,3}$/u;

/** Nothing but courtesy, the sender, function words and the numbers of pages or chapters. */
const isFrame = (words: readonly string[], grammar: ReadonlySet<string>): boolean =>
  words.every(
    (word) => isCourtesy(word) || grammar.has(word) || word.length === 1 || numberPattern.test(word),
  );

/** A clause about the sender ("I have a geography test tomorrow"), which asks nothing. */
const isAboutSender = ({ words, plain }: Clause, { language }: Grammar): boolean =>
  words.some((word) => isPersonal(word) && (language === 'vi' || !prepositions.has(word))) &&
  firstAsking(plain, language) === undefined;

/** A clause about the sender that requests ("Give me the …") may hold the subject when no clause asks. */
const isRequest = ({ words }: Clause): boolean =>
  words.some((word) => isRequesting(word) && !isPersonal(word));

/** The beginnings of an end that names an addressee or a manner: "in simple words", "for my homework". */
export const prepositions = new Set(
  `in with using for as from based according per für mit laut gemäß nach pour en avec selon d’après por para con según secondo
  em com segundo voor met volgens dla na do w według для в по за у згідно согласно för till med enligt on at during im auf zu bei dans sur chez à sobre durante su sul sulla nel nella no na num numa into without ohne sans sin senza sem zonder bez без без gemäss zufolge op bij tijdens nad przy podczas на при во під`
    .split(/[\s’']+/u)
    .map(plainSpelling),
);

/** Languages whose question word need not stand at the head, so that courtesy may begin and end a clause. */
const inSitu = new Set(['hi', 'ur', 'fa', 'ar', 'bn', 'ta', 'te', 'tr', 'ko', 'id', 'vi', 'sw']);

/** Languages whose subject stands before the words that ask for its meaning. */
export const subjectFirst = new Set(['tr', 'hi', 'ur', 'fa', 'bn', 'ta', 'te', 'ko', 'vi']);

type Grammar = {
  readonly words: ReadonlySet<string>;
  readonly language: string;
  readonly inSitu: boolean;
};

/** Whether a word asks for more than a meaning. */
const asksIn = (plain: string, { language }: Grammar): boolean => {
  const kind = firstAsking(plain, language)?.kind;
  return kind !== undefined && kind !== 'definition';
};

/** In Vietnamese a mark makes another word: "hơi" (steam) is no greeting "hoi". */
const isOtherWord = (word: string, { language, words }: Grammar): boolean =>
  language === 'vi' && !isCourtesy(inLowerCase(word)) && !words.has(plainSpelling(word));

/** Removes an end of nothing but courtesy. */
const withoutTail = (text: string, grammar: Grammar): string => {
  const words = [...text.matchAll(wordPattern)];
  let start: number | undefined;
  let next: number | undefined;
  let says = false;
  for (const word of words.slice(1).toReversed()) {
    const plain = plainSpelling(word[0]);
    if (isOtherWord(word[0], grammar)) break;
    const belongs = isCourtesy(plain) || grammar.words.has(plain) || prepositions.has(plain);
    if (!belongs && !numberPattern.test(plain)) break;
    says ||= isCourtesy(plain);
    const isBefore = grammar.inSitu && (isCourtesy(plain) || start === next);
    const begins = prepositions.has(plain) || isAsking(plain) || isBefore;
    if (says && begins && !asksIn(plain, grammar)) start = word.index;
    next = word.index;
  }
  if (start === undefined) return text;
  return `${text.slice(0, start).replace(/[\s,]+$/u, '')}${/[.!?,:;？؟।۔،؛…–—\s]*$/u.exec(text)?.[0] ?? ''}`;
};

/** Removes a beginning of nothing but courtesy in a language whose question word stands elsewhere. */
const withoutStart = (text: string, grammar: Grammar): string => {
  if (!grammar.inSitu) return text;
  let end = 0;
  for (const word of text.matchAll(wordPattern)) {
    const plain = plainSpelling(word[0]);
    if (firstAsking(plain, grammar.language) !== undefined || isOtherWord(word[0], grammar)) break;
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
    if (asking === undefined || (asking.kind === 'definition' && subjectFirst.has(grammar.language))) break;
    const before = plain.slice(from, from + asking.start).match(wordPattern) ?? [];
    const isFramed = isFrame(before, grammar.words) && (from > 0 || before.some(isCourtesy));
    const isCourteous = isFramed || (asking.kind === 'definition' && before.some(isPersonal));
    // "Explain in one sentence what …": the last of several asks.
    if (isCourteous) start = from + asking.start;
    else if (before.length > 0) break;
    from += asking.end;
  }
  return start === 0 ? text : text.slice(offsetIn(text, start));
};

/** Removes the beginning of a request: "Write a short note on …", "Erkläre mir den Begriff …". */
const withoutRequest = (text: string, grammar: Grammar): string => {
  let end = 0;
  let requests = 0;
  for (const word of text.matchAll(wordPattern)) {
    const plain = plainSpelling(word[0]);
    if (isRequesting(plain)) requests += 1;
    else if (!grammar.words.has(plain) || requests === 0) break;
    end = word.index + word[0].length;
  }
  return requests < minRequestingWords ? text : text.slice(end).replace(/^[\s'’-]+/u, '');
};
/** One word of this list may be the subject itself ("Note the …"). */
const minRequestingWords = 2;

/** The conjunctions that end an introduction such as "Can you tell me that …". */
const conjunctionPattern = /\s(?:कि|کہ|که)\s/u;

const withoutClauseBefore = (text: string, grammar: Grammar): string => {
  const found = conjunctionPattern.exec(text);
  if (found === null) return text;
  const before = plainSpelling(text.slice(0, found.index)).match(wordPattern) ?? [];
  return isFrame(before, grammar.words) ? text.slice(found.index + found[0].length) : text;
};

/** The offset in a text that corresponds to an offset in its plain spelling. */
export const offsetIn = (text: string, plainOffset: number): number => {
  let passed = 0;
  for (const match of text.matchAll(/\P{M}\p{M}*/gu)) {
    if (passed >= plainOffset) return match.index;
    passed += plainSpelling(match[0]).length;
  }
  return text.length;
};

const trimmed = (clauses: readonly string[]): string =>
  clauses
    .join('')
    .replace(/[\s,;:，、،–—-]+$/u, '')
    .trim();

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
    words: functionWordsOf(language),
    language,
    inSitu: inSitu.has(language),
  };
  const isAsked = ({ plain }: Clause): boolean => firstAsking(plain, language) !== undefined;
  const asks = clauses.some(isAsked);
  const isSaying = ({ words }: Clause): boolean => !isFrame(words, grammar.words);
  // "The word glacier is in the text. What is it?": nothing else asks.
  const isAlone = !clauses.some((clause) => isSaying(clause) && isAsked(clause));
  // "I flew to Mars. What is a glacier there?": the clause about the sender restricts the question.
  const pointing = clauses.findLastIndex((clause) => pointsToPlace(clause.text, language));
  const telling = clauses.filter(
    (clause, at) =>
      (isSaying(clause) || (isAlone && isAsked(clause))) &&
      (at < pointing || !isAboutSender(clause, grammar) || (!asks && isRequest(clause))),
  );
  // "Hello, what is a sentence?": the subject may be a word of courtesy.
  const kept =
    telling.length > 0
      ? telling
      : clauses.filter(({ plain }) => firstAsking(plain, grammar.language) !== undefined);
  const whole = trimmed(kept.map(({ text: clause }) => clause));
  const bare = trimmed(
    kept.map((clause) => {
      const headless = withoutRequest(withoutClauseBefore(withoutHead(clause, grammar), grammar), grammar);
      return withoutStart(withoutTail(headless, grammar), grammar);
    }),
  );
  // "I have a question about glaciers. What is it?": the clause about the sender names the subject.
  const named = [bare, whole, trimmed([ends])].find((one) => saysSubject(one, grammar));
  return named ?? [bare, whole].find((one) => contentTerms(one).length > 0) ?? (bare === '' ? message : bare);
};

/** Whether a text holds more than the words that ask and request. */
const saysSubject = (text: string, { language, words }: Grammar): boolean => {
  const asking = firstAsking(plainSpelling(text), language)?.words ?? [];
  const isOwn = (word: string): boolean =>
    !asking.includes(word) &&
    !isRequesting(word) &&
    !isAsking(word) &&
    !words.has(word) &&
    !isPronoun(word, language);
  return contentTerms(text).some(({ key, spellings }) => [key, ...spellings].every(isOwn));
};
