import { knownLanguageOf } from '../function-words.ts';

/** A number with a full stop at the end, and the word before it. */
const numberAtEndPattern = /(?:^|[\s(„“"])(?:(?<word>\p{L}+)\s+)?\p{Nd}{1,2}\.\s*$/u;
/** Words before an ordinal of German that no number with a full stop at the end of a sentence follows. */
const germanDeterminerPattern =
  /^(?:am|im|zum|zur|vom|beim|ins|der|die|das|dem|den|des|(?:dies|jed|jen|sein|ihr|mein|dein|unser)e[mnrs]?)$/iu;
const germanTimePattern =
  /^(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahrhundert|Jahrtausend|Jh\b|Jhd\b)/u;

/**
 * German writes ordinals with a full stop: "am 7. Februar", "im frühen 19. Jahrhundert", "die 12.
 * Klasse".
 */
const endsInOrdinal = (before: string, after: string): boolean => {
  const found = numberAtEndPattern.exec(before);
  if (found === null || !/^\p{Lu}/u.test(after)) return false;
  const isOrdinal = germanTimePattern.test(after) || germanDeterminerPattern.test(found.groups?.word ?? '');
  return isOrdinal && knownLanguageOf(`${before} ${after.slice(0, 200)}`) === 'de';
};

/** Amounts, titles before a name, and German short forms inside a sentence. */
const shortFormPattern =
  /(?:^|[\s([„“"])(?:Mio|Mrd|geb|gest|sog|evtl|ggf|inkl|Hrsg|Gen|Col|Lt|Sgt|Capt|Gov|Sen|Rev|Hon|Mt|Sra|Dra|núm)\.\s*$/u;
/** Short forms that stand before a number: "(c. 1455)", "Art. 5", "Kap. 3". */
const beforeNumberPattern = /(?:^|[\s(])(?:c|b|d|r|fl|Art|Abs|Kap|Bd|núm|art|cap)\.\s*$/u;
/** The parties of a lawsuit: "Brown v. Board of Education". */
const versusPattern = /\p{Lu}[\p{L}\p{M}]* v\.\s*$/u;
/** Letters by their English names, which Hindi writes for initials, and titles. */
const hindiInitialPattern =
  /(?:^|[\s(])(?:ए|बी|सी|डी|ई|एफ|जी|एच|आई|जे|के|एल|एम|एन|ओ|पी|क्यू|आर|एस|टी|यू|वी|डब्ल्यू|एक्स|वाई|जेड|डॉ|श्री|प्रो)\.\s*$/u;

/**
 * Whether the full stop at the end of a text belongs to an ordinal number, an initial or a short form
 * inside a sentence, judged with the text that follows. Such a stop ends no sentence, although the Unicode
 * rules (UAX 29) end one.
 *
 * @param before ends with the full stop and the blanks behind it.
 * @param after begins with the character that follows.
 */
export const runsOnAfterStop = (before: string, after: string): boolean => {
  const last = before.slice(-maxEndCharacters);
  if (!/\.\s*$/u.test(last)) return false;
  return (
    shortFormPattern.test(last) ||
    hindiInitialPattern.test(last) ||
    (beforeNumberPattern.test(last) && /^\p{N}/u.test(after)) ||
    (versusPattern.test(last) && /^\p{Lu}/u.test(after)) ||
    endsInOrdinal(last, after)
  );
};
/** Room for the short form or the number, and for function words that show the language. */
const maxEndCharacters = 200;
