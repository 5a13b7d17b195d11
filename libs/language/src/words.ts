/** Words, content words and likeness of English-first text; combining marks stay in their word. */

const wordPattern = /[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu;

const functionWords = new Set(
  `a about above after again all also although always am an and another any are around as at be because been before
  being below between both but by called can cannot could did do does done down each either else even ever every few
  first for from further get gets given gives had has have having he her here hers him his how however i if in into is
  it its itself just kind kinds known least less like made make makes many may me might more most much must my name
  near neither never next no none nor not now of off often on once one ones only or other others our out over own part
  particular per rather same several she should since so some something such than that the their them then there these
  they thing things this those though through thus to together too two type under until up upon us use used uses using
  usually very was way we well were what when where whether which while who whom whose why will with within without
  would yet you your`.split(/\s+/),
);

/** The words of a text, lower case, in order. */
export const wordsOf = (text: string): string[] => {
  return text.normalize('NFKC').toLowerCase().match(wordPattern) ?? [];
};

/** Words that carry meaning, reduced to a rough stem so that `loops` meets `loop`. */
export const contentWordsOf = (text: string): string[] => {
  return wordsOf(text)
    .filter((word) => !functionWords.has(word))
    .map(stemOf);
};

export const isFunctionWord = (word: string): boolean => {
  return functionWords.has(word.toLowerCase());
};

/** Drops the commonest English endings; equal stems count as the same word, and nothing else is read into it. */
export const stemOf = (word: string): string => {
  if (word.length > 5 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 6 && /(?:ss|sh|ch|x|z)es$/.test(word)) return word.slice(0, -2);
  if (word.length > 6 && word.endsWith('ing')) return word.slice(0, -3).replace(/(.)\1$/, '$1');
  if (word.length > 5 && word.endsWith('ed')) return word.slice(0, -2).replace(/(.)\1$/, '$1');
  if (word.length > 3 && word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1);
  return word;
};

/** One spelling for comparing terms: no case, no article, no plural at the end. */
export const termKeyOf = (term: string): string => {
  const words = wordsOf(term);
  const bare = words.length > 1 && /^(?:an?|the)$/.test(words[0] ?? '') ? words.slice(1) : words;
  return bare.map((word, at) => (at === bare.length - 1 ? stemOf(word) : word)).join(' ');
};

/** Share of the smaller side's content words that the other side has too, from 0 to 1. */
export const overlapOf = (left: string, right: string): number => {
  const first = new Set(contentWordsOf(left));
  const second = new Set(contentWordsOf(right));
  const smaller = Math.min(first.size, second.size);
  if (smaller === 0) return 0;
  return inBoth(first, second) / smaller;
};

/** Whether the two texts have a content word in common. */
export const sharesWord = (left: string, right: string): boolean => {
  const first = new Set(contentWordsOf(left));
  return contentWordsOf(right).some((word) => first.has(word));
};

/** Whether a word of one text begins like a word of the other: `operator` and `operand` give each other away. */
export const sharesRoot = (left: string, right: string): boolean => {
  const roots = new Set(contentWordsOf(left).flatMap(rootOf));
  return contentWordsOf(right)
    .flatMap(rootOf)
    .some((root) => roots.has(root));
};

const rootOf = (word: string): string[] => {
  return word.length >= 5 ? [word.slice(0, 5)] : [word];
};

/** Share of all members that the two sets have in common (Jaccard), from 0 to 1. */
export const likenessOf = (first: ReadonlySet<string>, second: ReadonlySet<string>): number => {
  const both = inBoth(first, second);
  const either = first.size + second.size - both;
  return either === 0 ? 0 : both / either;
};

/** Likeness of the four-letter windows of two texts, from 0 to 1: catches near-duplicates in any script. */
export const fourGramLikeness = (left: string, right: string): number => {
  return likenessOf(fourGramsOf(left), fourGramsOf(right));
};

const inBoth = (first: ReadonlySet<string>, second: ReadonlySet<string>): number => {
  let both = 0;
  for (const word of first) if (second.has(word)) both += 1;
  return both;
};

const fourGramsOf = (text: string): Set<string> => {
  const line = ` ${wordsOf(text).join(' ')} `;
  const grams = new Set<string>();
  for (let at = 0; at + 4 <= line.length; at += 1) grams.add(line.slice(at, at + 4));
  return grams;
};

/** Line breaks and runs of blanks become one blank: how a piece of a page is shown on one line. */
export const onOneLine = (text: string): string => {
  return text.replace(/\s+/gu, ' ').trim();
};
