import {
  functionWordsFor,
  isLight,
  isStopWord,
  spacelessScaffoldingPattern,
} from '@ai-teacher/language/function-words.ts';
import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { sentenceEnds } from '@ai-teacher/language/sentences/sentence-ends.ts';
import { inLowerCase, plainSpelling, speltOut } from '@ai-teacher/language/spelling/folding.ts';
import { singularOf } from '@ai-teacher/language/stems.ts';

/** Names of defined things with a weight, for the vector of a passage or of a query. */
type NameWeights = ReadonlyMap<string, number>;

/** How clearly a form defines a name: "X: …", "… is called X", "X is …" (also begins other texts). */
const clarity = { entry: 1, named: 0.7, statement: 0.15 } as const;

/**
 * Measured with the entries of a glossary and questions about them, so that an entry stands before the
 * passages that only use its word. Other questions do not change: few consist of a name that a passage
 * defines.
 */
const wholeWeight = 3;
const partWeight = 0.6;

const maxNameWords = 4;
const maxNames = 40;
const maxHeadCharacters = 200;
const maxQueryWords = 24;

const wordSource = String.raw`[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]{0,40}`;
const nameSource = String.raw`${wordSource}(?:\s${wordSource}){0,${maxNameWords - 1}}`;
const articleSource = String.raw`(?:(?:an?|the|eine?|der|die|das|une?|las?|les?|los?|el|il|un|uma?|os?|as?|het|een)\s|[ld]['’])?`;
const verbSource = String.raw`(?:is|are|was|were|means?|refers? to|denotes?|describes?|consists? of|ist|sind|bedeutet|bezeichnet|est|sont|désigne|es|son|significa|è|é|sono|são|betekent|är|to|jest|są|oznacza|це|є|это|является|adalah|ialah|merupakan|yaitu|هو|هي)(?![\p{L}\p{M}])`;

const headPattern = new RegExp(
  String.raw`^[^\p{L}\p{N}]{0,3}${articleSource}(?<name>${nameSource}?)(?:\s\([^)]{1,40}\))?(?:(?<entry>\s?[:：]\s|\s[–—]\s)|\s${verbSource})`,
  'iu',
);
const namedPattern = new RegExp(
  String.raw`(?<![\p{L}\p{M}])(?:called|known as|termed|named|genannt|appelée?s?|llamad[ao]s?|chiamat[aoei]|chamad[ao]s?|называ[её]тся|называют|kallas|يسمى|تسمى)\s(?:an?\s|the\s)?["“„«'‘]?(?<name>${nameSource})`,
  'giu',
);
const spacelessHeadPattern = /^(?<name>[^\s。，、：:；;]{2,12}?)(?:(?<entry>[:：])|是指|指的?是|是|とは|คือ)/u;
const spacelessNamedPattern = /(?:称为|稱為|叫做|叫作)[“"「]?(?<name>[^\s。，、；;”"」]{2,12})/gu;

/** Verbs and nouns with which people ask for a definition, besides the function words of their language. */
const askingWords = new Set(
  (
    'define defines definition definitions mean means meaning explain explained describe term concept word ' +
    'definiere definition bedeutet bedeutung erkläre begriff définis définir définition signifie expliquer explique ' +
    'define definición significa significado explica concepto defina definição explique conceito definizione ' +
    'significato spiega definieer betekent betekenis'
  ).split(' '),
);

const sentenceBorderPattern = new RegExp(`\\n+|(?<=[${sentenceEnds}])\\s+|(?<=[。！？])`, 'u');

/** The names that a passage defines, by the forms of textbooks in its language; at most 40. */
export const definedNames = (text: string): NameWeights => {
  const found = new Map<string, number>();
  const add = (name: string | undefined, weight: number): void => {
    const words = name === undefined ? [] : (inLowerCase(name).match(wordPattern) ?? []);
    for (const key of new Set([keyOf(words), keyOf(words, speltOut)]))
      if (key !== '' && (found.size < maxNames || found.has(key)))
        found.set(key, Math.max(found.get(key) ?? 0, weight));
  };
  for (const sentence of text.split(sentenceBorderPattern)) {
    const head = sentence.slice(0, maxHeadCharacters).replace(/\s+/gu, ' ');
    const groups = (isSpaceless(head) ? spacelessHeadPattern : headPattern).exec(head)?.groups;
    if (groups) add(groups.name, groups.entry ? clarity.entry : clarity.statement);
  }
  for (const { groups } of text.matchAll(namedPattern))
    for (const name of beginningsOf(groups?.name ?? '')) add(name, clarity.named);
  for (const { groups } of text.matchAll(spacelessNamedPattern)) add(groups?.name, clarity.named);
  return found;
};

/** The names that a query can ask for: all its content words together, and shorter runs of them. */
export const askedNames = (text: string): NameWeights => {
  const found = new Map<string, number>();
  const words = (inLowerCase(text.replace(spacelessScaffoldingPattern, ' ')).match(wordPattern) ?? []).slice(
    0,
    maxQueryWords,
  );
  const places = contentPlaces(words);
  const add = (first: number, last: number, weight: number): void => {
    if (last - first >= maxNameWords) return;
    const key = keyOf(words.slice(first, last + 1));
    found.set(key, Math.max(found.get(key) ?? 0, weight));
  };
  for (const [at, first] of places.entries())
    for (const [count, last] of places.slice(at, at + maxNameWords).entries())
      add(first, last, (partWeight * (count + 1)) / places.length);
  // A word of every subject can belong to the name ("state diagram") or to the asking ("use of glaciers").
  for (const whole of [places, places.filter((place) => !isLight(words[place] ?? ''))])
    if (whole[0] !== undefined) add(whole[0], whole.at(-1) ?? whole[0], wholeWeight);
  return found;
};

const wordPattern = /[\p{L}\p{M}\p{N}]+/gu;

/** Where the words stand that carry meaning. */
const contentPlaces = (words: readonly string[]): number[] => {
  const grammar = functionWordsFor(words);
  return [...words.keys()].filter((at) => {
    const word = words[at] ?? '';
    return !grammar.has(word) && !isStopWord(word) && !askingWords.has(word);
  });
};

const keyOf = (words: readonly string[], spelling = plainSpelling): string =>
  words.map((word) => singularOf(spelling(word))).join(' ');

/** A name after "called" may end before the words that follow it. */
const beginningsOf = (name: string): string[] => {
  const words = name.split(/\s/u);
  return words.map((_word, at) => words.slice(0, at + 1).join(' '));
};
