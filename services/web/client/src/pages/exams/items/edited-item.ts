import type { addItem } from '@ai-teacher/contracts/exam/item-editing.ts';
import type { Item, ItemType } from '@ai-teacher/contracts/exam/items.ts';
import { defaultMaxCharacters, defaultSuggestedWords } from '@ai-teacher/contracts/exam/rubric.ts';
import type { GivenBodyOf } from '@ai-teacher/contracts/operation.ts';
import { type EditedCriterion, editedCriteria, emptyCriteria, givenCriteria } from './edited-criteria.ts';

/** An option or a prompt of an item. A blank text is left out when the item is saved. */
export type Part = { readonly id: string; readonly text: string };

/** An item while a teacher writes it: numbers are text, and the key is null until it is chosen. */
export type EditedItem = {
  readonly type: ItemType;
  readonly stem: string;
  readonly points: string;
  readonly options: readonly Part[];
  readonly prompts: readonly Part[];
  readonly key: Item['key'] | null;
  readonly quantity: Item['quantity'];
  readonly unit: string;
  readonly tolerance: string;
  readonly criteria: readonly EditedCriterion[];
  readonly suggestedWords: string;
  readonly maxCharacters: number;
};

const typesWithTextKey: ReadonlySet<ItemType> = new Set(['cloze', 'long_answer', 'numeric', 'short_answer']);
export const hasTextKey = (type: ItemType): boolean => typesWithTextKey.has(type);

/** The number of empty options of a new item of a type. */
const newOptions: Readonly<Partial<Record<ItemType, number>>> = {
  single_choice: 4,
  multiple_choice: 4,
  ordering: 3,
  matching: 3,
};
export const hasOptions = (type: ItemType): boolean => newOptions[type] !== undefined;

/** The parts with another one, whose id no other part has. */
export const withPart = (parts: readonly Part[]): readonly Part[] => {
  const used = new Set(parts.map(({ id }) => id));
  const ids = Array.from({ length: parts.length + 1 }, (_, at) => String(at + 1));
  return [...parts, { id: ids.find((id) => !used.has(id)) ?? '0', text: '' }];
};

const emptyParts = (count: number): readonly Part[] =>
  Array.from({ length: count }, (_, at) => ({ id: String(at + 1), text: '' }));

/** An item of a type before anything is written. */
export const emptyItem = (type: ItemType): EditedItem => ({
  type,
  stem: '',
  points: '1',
  options: emptyParts(newOptions[type] ?? 0),
  prompts: emptyParts(type === 'matching' ? 3 : 0),
  key: null,
  quantity: undefined,
  unit: '',
  tolerance: '0',
  criteria: type === 'long_answer' ? emptyCriteria() : [],
  suggestedWords: String(defaultSuggestedWords),
  maxCharacters: defaultMaxCharacters,
});

/** A stored item as its teacher begins to edit it. */
export const editedItem = (item: Item): EditedItem => ({
  ...emptyItem(item.type),
  stem: item.stem,
  points: String(item.points),
  options: (item.options ?? []).map(({ optionId: id, text }) => ({ id, text })),
  prompts: (item.prompts ?? []).map(({ promptId: id, text }) => ({ id, text })),
  key: item.key,
  quantity: item.quantity,
  unit: item.quantity?.unit ?? '',
  tolerance: String(item.quantity?.tolerance ?? 0),
  criteria: editedCriteria(item.criteria ?? []),
  suggestedWords: String(item.answerLength?.suggestedWords ?? defaultSuggestedWords),
  maxCharacters: item.answerLength?.maxCharacters ?? defaultMaxCharacters,
});

/** The parts that have a text. */
export const writtenParts = (parts: readonly Part[]): readonly Part[] =>
  parts.filter(({ text }) => text.trim() !== '');

/**
 * The key without options that are left out. Of an ordering item, options that the teacher has not moved
 * follow in the order in which they are written.
 */
export const keyOf = ({ type, key, options, prompts }: EditedItem): Item['key'] => {
  const ids = writtenParts(options).map(({ id }) => id);
  const chosen = Array.isArray(key) ? key.filter((id) => ids.includes(id)) : [];
  if (type === 'ordering') return [...chosen, ...ids.filter((id) => !chosen.includes(id))];
  if (type === 'multiple_choice') return chosen;
  if (type !== 'matching') return key ?? '';
  const matches = typeof key === 'object' && key !== null && !Array.isArray(key) ? key : {};
  const asked = new Set(writtenParts(prompts).map(({ id }) => id));
  return Object.fromEntries(
    Object.entries(matches).filter(([promptId, optionId]) => asked.has(promptId) && ids.includes(optionId)),
  );
};

type GivenItem = Omit<GivenBodyOf<typeof addItem>, 'source' | 'type'>;

/** The item that the server receives. @param quote the words of the book that the item comes from. */
export const givenItem = (edited: EditedItem, quote: string): GivenItem => {
  const { type, stem, points, prompts, unit, tolerance, suggestedWords, maxCharacters } = edited;
  const { unit: _, ...rules } = edited.quantity ?? {};
  const isLong = type === 'long_answer';
  const options = writtenParts(edited.options).map(({ id, text }) => ({ optionId: id, text }));
  return {
    stem,
    key: keyOf(edited),
    ...(isLong ? {} : { points: Number(points) }),
    ...(hasOptions(type) ? { options } : {}),
    ...(type === 'matching'
      ? { prompts: writtenParts(prompts).map(({ id, text }) => ({ promptId: id, text })) }
      : {}),
    ...(type === 'numeric'
      ? { quantity: { ...rules, tolerance: Number(tolerance), ...(unit.trim() === '' ? {} : { unit }) } }
      : {}),
    ...(isLong
      ? {
          criteria: givenCriteria(edited.criteria, quote),
          answerLength: { suggestedWords: Number(suggestedWords), maxCharacters },
        }
      : {}),
  };
};
