const ligatures: Readonly<Record<string, string>> = {
  ﬀ: 'ff',
  ﬁ: 'fi',
  ﬂ: 'fl',
  ﬃ: 'ffi',
  ﬄ: 'ffl',
  ﬅ: 'st',
  ﬆ: 'st',
};

/**
 * Controls and format characters (direction overrides, zero-width marks, tags): what a reader cannot see and a model
 * might obey. Soft hyphens stay for the joining of lines, joiners are judged below, Arabic number signs are visible.
 */
const unseenPattern = /[[\p{Cc}\p{Cf}]--[\t\n\u00ad\u200c\u200d\u0600-\u0605\u06dd\u070f]]/gv;
/** Joiners shape Indic and Arabic words and stay there; between other letters they only hide. */
const idleJoinerPattern =
  /(?<![\p{M}\p{Script=Arabic}\p{Script=Devanagari}\p{Extended_Pictographic}])[\u200c\u200d]/gu;

/**
 * The documented normalisation of every stored page: NFC, ligatures spelt out, unseen characters removed,
 * every kind of blank a plain space. Line-end hyphens are joined later, where lines meet.
 */
export const cleanText = (raw: string): string => {
  return raw
    .toWellFormed()
    .replace(unseenPattern, '')
    .replace(idleJoinerPattern, '')
    .replace(/[ﬀ-ﬆ]/gu, (ligature) => ligatures[ligature] ?? ligature)
    .replace(/([¨´ˆ˜˚])([A-Za-zı])/g, joinAccent)
    .replace(/[\p{Zs}\t]+/gu, ' ')
    .normalize('NFC');
};

const combining: Readonly<Record<string, string>> = {
  '¨': '\u0308',
  '´': '\u0301',
  ˆ: '\u0302',
  '˜': '\u0303',
  '˚': '\u030a',
};

/** Some typesetters draw the accent first and the letter over it; the letter and its accent are one character. */
const joinAccent = (_pair: string, accent: string, letter: string): string =>
  (letter === 'ı' ? 'i' : letter) + (combining[accent] ?? '');
