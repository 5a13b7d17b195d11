import { describe, expect, it } from '@jest/globals';
import { correctedItem } from '../../src/domain/corrections/corrected-item.ts';
import type { Credit } from '../../src/domain/corrections/ports.ts';
import { withNeutralIds } from '../../src/domain/editing/neutral-ids.ts';
import { itemsInOrderOf } from '../../src/domain/exams/item-order.ts';
import type { ExamItem } from '../../src/domain/exams/ports.ts';
import type { ItemKey } from '../../src/domain/item-writing/drafts/item-draft.ts';
import { anItem } from '../builders.ts';

const anOrder = (count: number, given: Partial<ExamItem> = {}): ExamItem => {
  const options = Array.from({ length: count }, (_, at) => ({ optionId: `o${at}`, text: `text ${at}` }));
  const key = options.map(({ optionId }) => optionId);
  return { ...anItem({ type: 'ordering', options, key }), id: `item ${count}`, ...given };
};
const shownTo = (student: string, items: readonly ExamItem[], shuffle: boolean): string[][] =>
  itemsInOrderOf({ id: 'exam', shuffle }, items, student).map(({ options = [] }) =>
    options.map(({ optionId }) => optionId),
  );

describe.each([true, false])('itemsInOrderOf with shuffle %s', (shuffle) => {
  it('itemsInOrderOf shows no student the options of an ordering item in the order of a key', () => {
    const items = [3, 4, 5].map((count) =>
      anOrder(count, count === 3 ? { alsoAccepted: [['o2', 'o1', 'o0']] } : {}),
    );
    const orders = new Set<string>();
    for (let student = 0; student < 300; student += 1) {
      const shown = shownTo(`student ${student}`, items, shuffle);
      expect(shownTo(`student ${student}`, items, shuffle)).toEqual(shown);
      for (const order of shown) {
        orders.add(order.join());
        expect(order.toSorted()).not.toEqual(order);
        expect(order.join()).not.toBe('o2,o1,o0');
      }
    }
    expect(orders.size).toBeGreaterThan(50);
  });
});

describe.each([true, false])('itemsInOrderOf of a matching item with shuffle %s', (shuffle) => {
  it('itemsInOrderOf never shows each option beside its prompt', () => {
    const matching = anOrder(4, {
      type: 'matching',
      prompts: ['p1', 'p2', 'p3'].map((promptId) => ({ promptId, text: promptId })),
      key: { p1: 'o0', p2: 'o1', p3: 'o2' },
    });
    for (let student = 0; student < 200; student += 1) {
      const [shown = []] = shownTo(`student ${student}`, [matching], shuffle);
      expect(shown.toSorted()).toEqual(['o0', 'o1', 'o2', 'o3']);
      expect(shown.slice(0, 3)).not.toEqual(['o0', 'o1', 'o2']);
    }
  });
});

describe('itemsInOrderOf of an item whose key is corrected while students sit the exam', () => {
  const ordering = anOrder(3);
  const matching = anOrder(3, {
    type: 'matching',
    id: 'matching',
    prompts: ['p1', 'p2'].map((promptId) => ({ promptId, text: promptId })),
    key: { p1: 'o0', p2: 'o1' },
  });
  const correct = (item: ExamItem, key: ItemKey, credit: Credit): ExamItem =>
    correctedItem([item], item.id, { key, credit }).corrected;
  const shownToAll = (item: ExamItem): string[] =>
    Array.from({ length: 60 }, (_, student) => shownTo(`student ${student}`, [item], true).join());

  it.each([
    ['an ordering item', ordering, [['o1', 'o0', 'o2'], ['o2', 'o1', 'o0'], ordering.key]],
    ['a matching item', matching, [{ p1: 'o2', p2: 'o0' }, { p1: 'o1', p2: 'o2' }, matching.key]],
  ])(
    'itemsInOrderOf shows %s in the same order after each correction, so no order reveals a key',
    (_, item, keys) => {
      const before = shownToAll(item);
      for (const credit of ['new_key', 'either_key'] as const) {
        let corrected = item;
        for (const key of keys) {
          corrected = correct(corrected, key, credit);
          expect(shownToAll(corrected)).toEqual(before);
        }
      }
    },
  );

  it('itemsInOrderOf retains the order of an item that an earlier release has corrected', () => {
    const known = { ...ordering, alsoAccepted: [['o1', 'o0', 'o2']] };
    expect(shownToAll(correct(known, ['o2', 'o1', 'o0'], 'new_key'))).toEqual(shownToAll(known));
  });
});

describe('itemsInOrderOf without shuffling', () => {
  it('itemsInOrderOf leaves items and the options of choices as they are', () => {
    const items = [anOrder(4, { type: 'single_choice', key: 'o1', id: 'b' }), anOrder(4, { id: 'a' })];
    const shown = itemsInOrderOf({ id: 'exam', shuffle: false }, items, 'student');
    expect(shown.map(({ id }) => id)).toEqual(['b', 'a']);
    expect(shown[0]).toEqual(items[0]);
  });
});

describe('withNeutralIds', () => {
  const textsOf = ({ key, options = [] }: Pick<ExamItem, 'key' | 'options'>) =>
    (key as string[]).map((id) => options.find(({ optionId }) => optionId === id)?.text);

  it.each([
    ['the order of the key', ['1', '2', '3', '10']],
    ['the opposite order', ['d', 'c', 'b', 'a']],
  ])('withNeutralIds replaces ids in %s, and the key keeps its texts', (_, ids) => {
    for (const texts of [
      ['zinc', 'iron', 'lead', 'gold'],
      ['1', '2', '3', '4'],
      ['d', 'c', 'b', 'a'],
    ]) {
      const options = ids.map((optionId, at) => ({ optionId, text: texts[at] ?? '' }));
      const item = withNeutralIds({ type: 'ordering', options, key: ids });
      expect(textsOf(item)).toEqual(texts);
      const key = item.key as readonly string[];
      expect(key).not.toEqual([...key].toSorted());
      expect(key).not.toEqual([...key].toSorted().toReversed());
    }
  });

  it('withNeutralIds replaces the ids of a matching item in the order of its prompts', () => {
    const options = ['a', 'b', 'c'].map((optionId) => ({ optionId, text: `text ${optionId}` }));
    const item = withNeutralIds({ type: 'matching', options, key: { 1: 'a', 2: 'b', 10: 'c' } });
    const ids = Object.values(item.key as Record<string, string>);
    expect(ids).not.toEqual(['a', 'b', 'c']);
    expect(ids.map((id) => item.options?.find(({ optionId }) => optionId === id)?.text)).toEqual([
      'text a',
      'text b',
      'text c',
    ]);
  });

  it('withNeutralIds retains the orders that a correction accepts beside the key', () => {
    const options = ['wash', 'dry', 'iron'].map((text, at) => ({ optionId: String(at + 1), text }));
    const given = {
      type: 'ordering',
      options,
      key: ['1', '2', '3'],
      alsoAccepted: [['2', '1', '3']],
    } as const;
    const item = withNeutralIds({ ...given });
    const textOf = new Map(item.options?.map(({ optionId, text }) => [optionId, text]));
    const textsOf = (ids: unknown) => (ids as string[]).map((id) => textOf.get(id));
    expect(textsOf(item.key)).toEqual(['wash', 'dry', 'iron']);
    expect(item.alsoAccepted?.map(textsOf)).toEqual([['dry', 'wash', 'iron']]);
  });

  it('withNeutralIds leaves other ids and other types as they are', () => {
    const mixed = { type: 'ordering' as const, options: anOrder(3).options ?? [], key: ['o1', 'o2', 'o0'] };
    expect(withNeutralIds(mixed)).toBe(mixed);
    const choice = { ...mixed, type: 'multiple_choice' as const, key: ['o0', 'o1'] };
    expect(withNeutralIds(choice)).toBe(choice);
  });
});
