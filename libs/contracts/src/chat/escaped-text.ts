const characters: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&#91;': '[',
  '&#93;': ']',
  '&#96;': '`',
  '&amp;': '&',
};

/** The text that a renderer shows for the character references of escaped text. */
export const withoutEscapes = (text: string): string =>
  text.replace(/&(?:lt|gt|amp|#9[136]);/gu, (reference) => characters[reference] ?? reference);
