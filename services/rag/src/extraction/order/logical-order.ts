import createBidi from 'bidi-js';

/** A piece of a line as readers see it: a character, or several whose order is known. */
export type Unit = {
  readonly text: string;
  /** The size and the baseline of the run that the unit comes from, relative to its line. */
  readonly shift: 'raised' | 'lowered' | undefined;
};

export type Direction = 'ltr' | 'rtl';

const bidi = createBidi();
const rightToLeftPattern =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const rightToLeftLetters = new RegExp(rightToLeftPattern.source, 'gu');
const otherLetters = /\p{L}/gu;
const openings = '([{«‹⟨';
const closings = ')]}»›⟩';

const isRightToLeft = (text: string): boolean => rightToLeftPattern.test(text);

/** The direction in which most letters of a text are read. */
export const directionOf = (text: string): Direction => {
  const right = text.match(rightToLeftLetters)?.length ?? 0;
  return right > 0 && right * 2 >= (text.match(otherLetters)?.length ?? 0) ? 'rtl' : 'ltr';
};

/**
 * Puts the units of a line, given from the left to the right, into the order in which they are read. This is
 * the Unicode bidirectional algorithm backwards.
 *
 * @param mirrors whether a bracket was stored as it looks, and not as it is written.
 */
export const inLogicalOrder = (
  units: readonly Unit[],
  base: Direction,
  mirrors: boolean,
): readonly Unit[] => {
  const sample = withBracketsOfLatinText(units);
  const start = base === 'rtl' ? [...sample.keys()].reverse() : [...sample.keys()];
  const text = start.map((index) => sample[index] ?? '').join('');
  const { levels } = bidi.getEmbeddingLevels(text, base);
  let at = 0;
  const levelled = start.map((index) => {
    const level = levels[at] ?? 0;
    at += sample[index]?.length ?? 0;
    return { unit: units[index] as Unit, level };
  });
  // Right-to-left text was reversed above, so only what is read to the right remains.
  const turned =
    base === 'rtl' ? ({ level }: Levelled) => level % 2 === 0 : ({ level }: Levelled) => level > 0;
  const ordered = reverseWhere(levelled, turned);
  const inner = base === 'rtl' ? ordered : reverseWhere(ordered, ({ level }) => level > 1);
  return inner.map(({ unit, level }) => (mirrors && level % 2 === 1 ? mirrored(unit) : unit));
};

type Levelled = { readonly unit: Unit; readonly level: number };

const reverseWhere = (units: readonly Levelled[], test: (unit: Levelled) => boolean): Levelled[] => {
  const ordered: Levelled[] = [];
  let from = 0;
  while (from < units.length) {
    let to = from;
    while (to < units.length && test(units[to] as Levelled)) to += 1;
    ordered.push(...units.slice(from, to).reverse());
    if (to < units.length) ordered.push(units[to] as Levelled);
    from = to + 1;
  }
  return ordered;
};

const mirrored = (unit: Unit): Unit => {
  const other = unit.text.length === 1 ? bidi.getMirroredCharacter(unit.text) : null;
  return other === null ? unit : { ...unit, text: other };
};

/**
 * Brackets around left-to-right text behind left-to-right text belong to it. Backwards, the algorithm sees
 * their closing half first, so they count as letters here.
 */
const withBracketsOfLatinText = (units: readonly Unit[]): string[] => {
  const sample = units.map(({ text }) => text);
  const open: number[] = [];
  for (const [index, { text }] of units.entries()) {
    if (openings.includes(text)) open.push(index);
    else if (closings.includes(text)) {
      const from = open.pop();
      if (from === undefined) continue;
      const inside = sample.slice(from + 1, index).join('');
      const before = sample.slice(0, from).findLast((part) => /\p{L}/u.test(part));
      if (/\p{L}/u.test(inside) && !isRightToLeft(inside) && before !== undefined && !isRightToLeft(before))
        sample[from] = sample[index] = 'x';
    }
  }
  return sample;
};

/** The number of brackets without a partner in a text in reading order. */
export const lonelyBrackets = (text: string): number => {
  let open = 0;
  let lonely = 0;
  for (const character of text) {
    if (openings.includes(character)) open += 1;
    else if (closings.includes(character)) {
      if (open > 0) open -= 1;
      else lonely += 1;
    }
  }
  return lonely + open;
};
