/**
 * The one folding of search, support and grading: which spellings of a word count as the same word. Case and
 * width (NFKC) never count; the height of a digit does, because 10⁸ is not 108. The exact form stays known
 * beside the folded ones, so that a caller can prefer it.
 */

/** Letters that Unicode does not decompose, or that end a word in another form. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  œ: 'oe',
  æ: 'ae',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
  ى: 'ي',
  ی: 'ي',
  ې: 'ي',
  ک: 'ك',
  ة: 'ه',
  ە: 'ه',
  ہ: 'ه',
  ھ: 'ه',
};
const plainLetterPattern = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'gu');

/** The spelling of these letters on keyboards that lack them. */
const speltLetters: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' };
const speltLetterPattern = /[äöüøå]/gu;

/**
 * Accents of Latin, Greek and Cyrillic letters; vowel signs and the stretching mark of Arabic; points of
 * Hebrew. The vowel signs of Indic scripts are letters of their words and stay.
 */
const accentPattern = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]/gu;

/** The digit zero of the scripts that have digits of their own; nine digits follow each. */
const zeros = [
  0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040,
  0x17e0,
];

const asciiDigit = (digit: string): string => {
  const code = digit.codePointAt(0) ?? 0;
  const zero = zeros.find((start) => code >= start && code < start + 10);
  return zero === undefined ? digit : String(code - zero);
};

const raisedDigits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const loweredDigits = '₀₁₂₃₄₅₆₇₈₉';
/** Digits and fractions whose compatibility form would join the digits before them. */
const placedNumberPattern = /[⁰¹²³⁴-⁹₀-₉¼-¾⅐-⅟↉]/u;
const plainNumberRunPattern = /[^⁰¹²³⁴-⁹₀-₉¼-¾⅐-⅟↉]+/gu;
/** An index or an exponent beside a letter, which people also type as a plain digit: H₂O, m². */
const besideLetterPattern = /(?<=\p{L}\p{M}*)[⁰¹²³⁴-⁹₀-₉]+/gu;
const loweredBesideLetterPattern = /(?<=\p{L}\p{M}*)[₀-₉]+/gu;
/** An exponent as people type it: `10^8`. */
const typedExponentPattern = /(?<=[\p{L}\p{N})\]])\^(?<sign>[-−+]?)(?<digits>[0-9]{1,4})(?![0-9.])/gu;

const onTheLine = (digits: string): string =>
  [...digits].map((digit) => Math.max(raisedDigits.indexOf(digit), loweredDigits.indexOf(digit))).join('');

/** A text in one width (NFKC), in which raised and lowered digits and fractions stay as they are. */
export const inOneWidth = (text: string): string =>
  placedNumberPattern.test(text)
    ? text.replace(plainNumberRunPattern, (run) => run.normalize('NFKC'))
    : text.normalize('NFKC');

/**
 * The text in one width, with lowered digits beside letters as plain digits (`H₂O` becomes `H2O`), as
 * quotations of a book write them.
 */
export const withPlainIndices = (text: string): string =>
  inOneWidth(text).replace(loweredBesideLetterPattern, onTheLine);

/** The text in one width, with typed exponents raised: `10^8` becomes `10⁸`. */
export const withRaisedExponents = (text: string): string => {
  const even = inOneWidth(text);
  if (!even.includes('^')) return even;
  return even.replace(typedExponentPattern, (_all, sign: string, digits: string) => {
    const raised = [...digits].map((digit) => raisedDigits[Number(digit)]).join('');
    return `${sign === '' ? '' : sign === '+' ? '⁺' : '⁻'}${raised}`;
  });
};

/** A text in lower case and one width. Turkish dotted and dotless capitals become the plain letter `i`. */
export const inLowerCase = (text: string): string =>
  withRaisedExponents(text).replaceAll('İ', 'i').toLowerCase();

/** The text in lower case, without accents, with letters of one alphabet in one form and digits 0 to 9. */
export const plainSpelling = (text: string): string =>
  plainWordPattern.test(text) ? text : foldedText(text);

/** Most words of an English book are plain already. */
const plainWordPattern = /^[a-z0-9]+$/;

const foldedText = (text: string): string =>
  inLowerCase(text)
    .normalize('NFD')
    .replace(accentPattern, '')
    .replace(plainLetterPattern, (letter) => plainLetters[letter] ?? letter)
    .replace(/(?![0-9])\p{Nd}/gu, asciiDigit)
    .replace(besideLetterPattern, onTheLine)
    .normalize('NFC');

/** The same as `plainSpelling`, but with `ä` written `ae`, as people without such keys write it. */
export const speltOut = (text: string): string =>
  plainSpelling(
    inLowerCase(text)
      .normalize('NFC')
      .replace(speltLetterPattern, (letter) => speltLetters[letter] ?? letter),
  );

/** The particles of Korean nouns, which a question and a sentence rarely share. */
const koreanParticlePattern =
  /(?<=[가-힣])(?:이란|으로|에서|에게|까지|부터|이라고|라고|처럼|보다|은|는|이|가|을|를|의|에|로|와|과|도|란)$/u;
/** The Arabic article, with the particles that are written with it. */
const arabicArticlePattern = /^(?:[وفبك]?ال|لل)(?=\p{Script=Arabic}{3})/u;

const withoutParticles = (word: string): string => {
  if (/^[가-힣]{2,}$/u.test(word)) return word.replace(koreanParticlePattern, '');
  return /^\p{Script=Arabic}/u.test(word) ? word.replace(arabicArticlePattern, '') : word;
};

/**
 * The folded spellings of one word; two words are spelt alike when they have one of them in common. The first
 * is the plain spelling. `Wärme` gives `warme` and `waerme`, so that `Waerme` and `Warme` both find it.
 */
export const spellingsOf = (word: string): readonly string[] => {
  if (plainWordPattern.test(word)) return [word];
  const plain = withoutParticles(plainSpelling(word));
  const spelt = withoutParticles(speltOut(word));
  return plain === spelt ? [plain] : [plain, spelt];
};
