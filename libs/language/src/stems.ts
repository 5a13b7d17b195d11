/**
 * Drops the commonest English endings (`-ies`, `-es`, `-ing`, `-ed`, `-s`) so that exam compares `loops` with
 * `loop`. Equal stems count as the same word; a stem means nothing else.
 *
 * @param word one word in lower case.
 */
export const stemOf = (word: string): string => {
  if (word.length > 5 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 6 && /(?:ss|sh|ch|x|z)es$/.test(word)) return word.slice(0, -2);
  if (word.length > 6 && word.endsWith('ing')) return word.slice(0, -3).replace(/(.)\1$/, '$1');
  if (word.length > 5 && word.endsWith('ed')) return word.slice(0, -2).replace(/(.)\1$/, '$1');
  if (word.length > 3 && word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1);
  return word;
};

/**
 * Drops English plural endings only, for the index of rag: anything stronger gained nothing that the grams do
 * not give already.
 *
 * @param word one word in lower case; a word with other letters than a to z stays as it is.
 */
export const singularOf = (word: string): string => {
  if (word.length < 4 || !/^[a-z]+s$/.test(word) || /(?:ss|us|is)$/.test(word)) return word;
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word;
  return /(?:ch|sh|x|ss|z)es$/.test(word) ? word.slice(0, -2) : word.slice(0, -1);
};

/**
 * The likeness of two words: 1 when equal, 0.8 when one is likely an inflection of the other (a long common
 * beginning), otherwise 0. Numbers only match exactly.
 */
export const inflectionLikeness = (one: string, other: string): number => {
  if (one === other) return 1;
  const longest = Math.max(one.length, other.length);
  if (isFleeting(one, other) || isFleeting(other, one)) return 0.8;
  if (longest < 4 || /\p{N}/u.test(one)) return 0;
  let common = 0;
  while (common < one.length && common < other.length && one[common] === other[common]) common += 1;
  const needed = longest <= 5 ? longest - 1 : Math.max(4, Math.ceil(longest * 0.66));
  if (common < needed || common < 3) return 0;
  const isShort = longest <= 5 && one.length === other.length;
  return isShort && !endsAlike(one, other) ? 0 : 0.8;
};

/** A vowel or a vowel sign, with which many inflections end. */
const vowelPattern = /(?:[aeiouyаеёиіїоуыэюяєαεηιουω]|\p{M})$/u;
/** A consonant that an inflection has in place of a vowel ("liegt", "liege"; "λογος", "λογου"). */
const softPattern = /[snmtς]$/u;
/** "named", "names", "namer". */
const endingWithE = /e[dsrn]$/u;

/**
 * Whether the last letters of two short words can be endings: "rojo" and "roja", but not "verb" and "very".
 * In other scripts any letter can.
 */
const endsAlike = (one: string, other: string): boolean => {
  if (!voweled.test(one)) return true;
  const pair = [one, other].map((word) => word.normalize('NFD'));
  const every = (pattern: RegExp): boolean => pair.every((word) => pattern.test(word));
  const some = (pattern: RegExp): boolean => pair.some((word) => pattern.test(word));
  return every(vowelPattern) || every(endingWithE) || (some(vowelPattern) && some(softPattern));
};
const voweled = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{M}]+$/u;

/** Slavic nouns lose the vowel before the last consonant: lodowiec, lodowca; песок, песка; кінець, кінця. */
const fleetingVowel = /(?:i?e(?=[ck]$)|[еє](?=[цк]ь?$)|о(?=к$))/u;
const slavicEnding =
  /(?<=\p{L}{3}[ckцк])(?:ami|ach|owi|iem|em|ow|om|[aeiu]|ами|ями|ах|ях|ом|ем|ов|ам|ям|[аеиіуюяь])$/u;

/** Whether the second word is a form of the first with its vowel lost. */
const isFleeting = (base: string, form: string): boolean => {
  if (base.length < 5 || !fleetingVowel.test(base)) return false;
  const stem = base.replace(fleetingVowel, '').replace(/ь$/u, '');
  return form.startsWith(stem) && form.replace(slavicEnding, '') === stem;
};
