import type { Unit } from './logical-order.ts';

/** The neighbours of a raised or lowered text in its line. */
export type Surroundings = {
  readonly before: string;
  readonly after: string;
  /** Whether a note at the foot of the page begins with this number. */
  readonly isNote: (mark: string) => boolean;
};

/** Pairs the characters of two texts. */
const zip = (from: string, to: string): [string, string][] => {
  const signs = [...to];
  return [...from].map((character, index) => [character, signs[index] ?? character]);
};

const raisedCharacters: Readonly<Record<string, string>> = Object.fromEntries(
  zip('0123456789+-−–=()abcdefghijklmnoprstuvwxyz', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ'),
);
const loweredCharacters: Readonly<Record<string, string>> = Object.fromEntries(
  zip('0123456789+-−–=()aehijklmnoprstuvx', '₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ'),
);

const markPattern = /^(?:\d{1,3}(?:\s?[,–-]\s?\d{1,3})*|[*∗†‡§¶‖][*∗†‡§¶‖+]*)$/u;
const ordinalPattern = /^(?:st|nd|rd|th|er|re|ère|ème|e|o|os|a|as|ª|º)$/iu;
const unitPattern =
  /^(?:[mgsxyznkabcrhtviep]|[cdmkµμn]?m|mm|k?g|ms|km|cm|dm|ft|in|yd|mi|mol|sec|min|kg|Hz|rad|inch|inches|metres?|meters?|feet)$/u;
const quantityBefore = /(?:\d\s?|[/·]\s?|(?:square|cubic|per)\s)$/iu;
const operatorBefore = /[=×·∙⋅*÷<>≈≤≥^√]\s*[\d.,]*$/u;
const operatorAfter = /^\s*[=×·∙⋅*÷<>≈≤≥+−]/u;
const elementAfter = /^[A-Z][a-z]?(?!\p{L})/u;
const fractionAfter = /^\s?[⁄/∕]/u;

/** Writes a raised text so that readers still see that it is raised, or leaves out the mark of a note. */
const raisedText = (text: string, around: Surroundings): string => {
  const { before, after } = around;
  if (fractionAfter.test(after)) return /\d$/u.test(before) ? ` ${text}` : text;
  if (/^\p{L}+$/u.test(text)) return raisedLetters(text, before);
  if (elementAfter.test(after) && /(?:^|[\s([])$/u.test(before)) return written(text, raisedCharacters, '^');
  if (before.trim() === '') return `${text} `;
  if (markPattern.test(text) && isNoteMark(text, around)) return '';
  return written(text, raisedCharacters, '^');
};

/** Writes a lowered text. The lower number of a fraction stays a number. */
const loweredText = (text: string, { before }: Pick<Surroundings, 'before'>): string => {
  if (/[⁄/∕]\s?$/u.test(before)) return text;
  if (/^\p{L}{2,}/u.test(text) && !/\p{N}$/u.test(before)) return text;
  return written(text, loweredCharacters, '_');
};

const raisedLetters = (text: string, before: string): string => {
  if (/\d$/u.test(before) && ordinalPattern.test(text)) return text;
  if (/\p{N}$/u.test(before)) return written(text, raisedCharacters, '^');
  const isExponent = /^\p{Ll}{1,2}$/u.test(text) && /(?:(?<!\p{L})\p{L}|[)\]])$/u.test(before);
  return isExponent ? written(text, raisedCharacters, '') : text;
};

/** With characters of Unicode where all exist, else behind a sign that divides it from its neighbour. */
const written = (text: string, characters: Readonly<Record<string, string>>, sign: string): string => {
  const shown = [...text].map((character) => characters[character]);
  if (shown.every((character) => character !== undefined)) return shown.join('');
  return /[\p{L}\p{N}]/u.test(text) ? `${sign}${text}` : text;
};

/**
 * A raised number behind a word, a sentence or a year is the mark of a note. Behind a unit, a variable, a
 * power of ten or a bracket of an expression it is an exponent. The neighbours decide about other numbers.
 */
const isNoteMark = (text: string, around: Surroundings): boolean => {
  const { before, after, isNote } = around;
  const noted = text.split(/[,–-]/u).every((mark) => isNote(mark.trim()));
  if (/\s$/u.test(before)) return noted;
  const number = /[\d.,]*\d$/u.exec(before)?.[0];
  if (number !== undefined) {
    if (isWordWithNumber(before, number)) return true;
    if (operatorBefore.test(before) || operatorAfter.test(after)) return false;
    const isTimesTen = /(?:^|[^\p{L}\d])[x×]\s?10$/u.test(before);
    if (isTimesTen) return false;
    return noted || number.length > 2;
  }
  const word = /\p{L}[\p{L}\p{M}]*$/u.exec(before)?.[0];
  if (word !== undefined) return !isQuantity(word, around) && (noted || !isVariable(word));
  const bracket = /[([]([^()[\]]*)[)\]]$/u.exec(before)?.[1];
  if (bracket !== undefined) return noted || /\p{L}{3}/u.test(bracket);
  return !/[\p{Sm}|′"]$/u.test(before);
};

/** A unit behind a number, and letters in a formula. */
const isQuantity = (word: string, { before, after }: Surroundings): boolean => {
  const front = before.slice(0, -word.length);
  if (unitPattern.test(word) && quantityBefore.test(front)) return true;
  return word.length < 4 && (operatorAfter.test(after) || operatorBefore.test(front));
};

/** A letter that stands for a number, or a product with a Greek letter. */
const isVariable = (word: string): boolean =>
  /^[\p{Script=Latin}\p{Script=Greek}]$/u.test(word) ||
  unitPattern.test(word) ||
  (word.length < 4 && /\p{Script=Greek}/u.test(word) && /\p{Script=Latin}|^.$/u.test(word));

/** Such as B12 or CO2: the number is part of a name. */
const isWordWithNumber = (before: string, number: string): boolean =>
  /\p{L}{2}[-‑]?$/u.test(before.slice(0, -number.length));

/** Joins units into text. */
export const writeUnits = (units: readonly Unit[], isNote: (mark: string) => boolean): string => {
  if (units.every(({ shift }) => shift === undefined)) return units.map(({ text }) => text).join('');
  const parts = joinedByShift(units);
  let written = '';
  for (const [index, part] of parts.entries()) {
    if (part.shift === undefined || part.text.trim() === '') written += part.text;
    else if (isLowerHalf(parts, index, written)) written = `${written.trimEnd()}/${part.text.trimStart()}`;
    else if (isLowerHalf(parts, index + 1, written))
      written += /\d$/u.test(written) ? ` ${part.text}` : part.text;
    else written += shifted(part, { before: written, after: afterOf(parts, index), isNote });
  }
  return written;
};

const shifted = ({ text, shift }: Unit, around: Surroundings): string => {
  const content = text.trim();
  const written = shift === 'raised' ? raisedText(content, around) : loweredText(content, around);
  return text.replace(content, () => written);
};

/** The half of a fraction. */
const halfPattern = /^\s?(?:\d{1,4}|\d{0,2}\p{L}{1,2}\d?)\s?$/u;

/** A raised number directly over a lowered number, behind a blank or a number, is a fraction. */
const isLowerHalf = (parts: readonly Unit[], index: number, written: string): boolean => {
  const [upper, lower] = [parts[index - 1], parts[index]];
  if (upper?.shift !== 'raised' || lower?.shift !== 'lowered') return false;
  if (!halfPattern.test(upper.text) || !halfPattern.test(lower.text)) return false;
  const before = written.endsWith(upper.text) ? written.slice(0, -upper.text.length) : written;
  return /(?:^|[\s\d(=+×−-])$/u.test(before);
};

const afterOf = (parts: readonly Unit[], index: number): string =>
  parts
    .slice(index + 1, index + 4)
    .map(({ text }) => text)
    .join('')
    .slice(0, 20);

const joinedByShift = (units: readonly Unit[]): Unit[] => {
  const parts: { text: string; shift: Unit['shift'] }[] = [];
  for (const { text, shift } of units) {
    const last = parts.at(-1);
    if (last && last.shift === shift) last.text += text;
    else parts.push({ text, shift });
  }
  return parts;
};
