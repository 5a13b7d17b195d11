/** The e-mail addresses of a pasted list: one in each line, or separated by blanks, commas or semicolons. */
export const addressesIn = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/[\s,;]+/u)
      .map((address) => address.replace(/^<|>$/gu, ''))
      .filter((address) => address.includes('@')),
  ),
];
