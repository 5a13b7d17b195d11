/** A word that carries its place in the answer and the time at which the model sent it. */
export type NumberedWord = { readonly number: number; readonly sentMilliseconds: number };

const pattern = /n(?<number>\d+)t(?<time>\d+)z/g;

/** Milliseconds since 1970 with three decimals; all processes of a machine have this clock. */
export const preciseNow = (): number => performance.timeOrigin + performance.now();

export const writeWord = (number: number, sentMilliseconds: number): string =>
  `n${number}t${Math.round(sentMilliseconds * 1_000)}z`;

/**
 * Finds the whole words of a text that arrives in pieces.
 *
 * @returns the words, and the end of the text, where a word may have begun.
 */
export const readWords = (text: string): { words: NumberedWord[]; rest: string } => {
  let end = 0;
  const words = [...text.matchAll(pattern)].map(({ 0: whole, index, groups }) => {
    end = index + whole.length;
    return { number: Number(groups?.number), sentMilliseconds: Number(groups?.time) / 1_000 };
  });
  return { words, rest: text.slice(end) };
};

export type TokenAccount = { readonly lost: number; readonly repeated: number; readonly reordered: number };

/**
 * Compares the words of one answer with the numbers 1 to `expected`.
 *
 * @param received the numbers in the order of their arrival.
 */
export const accountFor = (received: readonly number[], expected: number): TokenAccount => {
  const seen = new Set<number>();
  let [repeated, reordered, highest] = [0, 0, 0];
  for (const number of received) {
    if (seen.has(number)) repeated += 1;
    else if (number < highest) reordered += 1;
    seen.add(number);
    highest = Math.max(highest, number);
  }
  const lost = Array.from({ length: expected }, (_, index) => index + 1).filter((each) => !seen.has(each));
  return { lost: lost.length, repeated, reordered };
};
