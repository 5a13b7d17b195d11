import type { InputFault } from '@ai-teacher/contracts/problem.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { ExamItem } from '../exams/ports.ts';
import { type ItemDraft, isList, isMatches, stemKeyOf } from '../item-writing/drafts/item-draft.ts';
import { keyValueOf } from '../item-writing/quantities/read-number.ts';
import { unitOf } from '../item-writing/quantities/units.ts';
import { rubricFaults } from './rubric-rules.ts';

/**
 * Checks an item that a teacher wrote or changed, as far as marking and the other items need it.
 *
 * @param others the other items of the exam.
 * @throws Problem `input-invalid` with the faults of the stem, the options and the key.
 */
export const assertSoundItem = (item: ItemDraft, others: readonly ExamItem[]): void => {
  const errors = [
    ...stemFaults(item, others),
    ...optionFaults(item),
    ...promptFaults(item),
    ...quantityFaults(item),
    ...keyFaults(item),
    ...rubricFaults(item),
  ];
  if (errors.length > 0) throw new Problem('input-invalid', { errors });
};

const typesWithOptions: ReadonlySet<ItemDraft['type']> = new Set([
  'single_choice',
  'multiple_choice',
  'ordering',
  'matching',
]);
/** Two options leave nothing to shuffle. */
const minOrderedOptions = 3;

function* stemFaults(item: ItemDraft, others: readonly ExamItem[]): Generator<InputFault> {
  const stem = stemKeyOf(item.stem);
  if (others.some((other) => stemKeyOf(other.stem) === stem))
    yield { pointer: '/stem', message: 'must differ from the stem of every other item' };
  if (item.type === 'cloze' && item.stem.match(/_{3,}/gu)?.length !== 1)
    yield { pointer: '/stem', message: 'must have one blank of at least three underscores' };
}

function* optionFaults(item: ItemDraft): Generator<InputFault> {
  const { options, type, scoring } = item;
  if (scoring !== undefined && type !== 'ordering' && type !== 'matching')
    yield {
      pointer: '/scoring',
      message: 'must be absent: the item is neither an ordering nor a matching item',
    };
  if (typesWithOptions.has(type) !== (options !== undefined)) {
    const message = typesWithOptions.has(type)
      ? 'must be present for a choice, an ordering or a matching item'
      : 'must be absent: the item is neither a choice nor an ordering or a matching item';
    yield { pointer: '/options', message };
  }
  if (options === undefined) return;
  if (type === 'ordering' && options.length < minOrderedOptions)
    yield { pointer: '/options', message: `must be at least ${minOrderedOptions} for an ordering item` };
  if (new Set(options.map(({ optionId }) => optionId)).size < options.length)
    yield { pointer: '/options', message: 'must have different optionIds' };
  if (new Set(options.map(({ text }) => stemKeyOf(text))).size < options.length)
    yield { pointer: '/options', message: 'must have different texts' };
}

function* promptFaults({ type, prompts, options = [] }: ItemDraft): Generator<InputFault> {
  const pointer = '/prompts';
  if ((type === 'matching') !== (prompts !== undefined))
    yield {
      pointer,
      message:
        type === 'matching'
          ? 'must be present for a matching item'
          : 'must be absent: the item is no matching item',
    };
  if (prompts === undefined) return;
  if (new Set(prompts.map(({ promptId }) => promptId)).size < prompts.length)
    yield { pointer, message: 'must have different promptIds' };
  if (new Set(prompts.map(({ text }) => stemKeyOf(text))).size < prompts.length)
    yield { pointer, message: 'must have different texts' };
  if (options.length < prompts.length)
    yield { pointer: '/options', message: 'must be at least as many as the prompts' };
}

function* quantityFaults({ type, quantity }: ItemDraft): Generator<InputFault> {
  if (quantity === undefined) return;
  if (type !== 'numeric') yield { pointer: '/quantity', message: 'must be absent: the item is not numeric' };
  else if (quantity.unit !== undefined && unitOf(quantity.unit) === undefined)
    yield { pointer: '/quantity/unit', message: 'must be a known unit such as `m/s`, `°C` or `%`' };
}

function* keyFaults({ type, key, options = [], prompts = [] }: ItemDraft): Generator<InputFault> {
  const pointer = '/key';
  const optionIds = new Set(options.map(({ optionId }) => optionId));
  switch (type) {
    case 'single_choice':
      if (typeof key !== 'string' || !optionIds.has(key))
        yield { pointer, message: 'must be the optionId of one of the item’s options' };
      return;
    case 'multiple_choice':
      if (!isListOf(key, optionIds))
        yield { pointer, message: 'must be a list of optionIds of the item’s options' };
      return;
    case 'matching':
      if (
        !isWholeMatch(
          key,
          prompts.map(({ promptId }) => promptId),
          optionIds,
        )
      )
        yield { pointer, message: 'must be an object with another optionId of the item for each promptId' };
      return;
    case 'ordering':
      if (!isListOf(key, optionIds) || key.length < optionIds.size)
        yield { pointer, message: 'must be a list of every optionId of the item, in the correct order' };
      return;
    case 'true_false':
      if (typeof key !== 'boolean') yield { pointer, message: 'must be true or false' };
      return;
    case 'cloze':
    case 'long_answer':
    case 'short_answer':
      if (typeof key !== 'string' || key === '') yield { pointer, message: 'must be text' };
      return;
    case 'numeric':
      if (keyValueOf(key) === undefined)
        yield {
          pointer,
          message: 'must be one number in text, such as `12.5`, `-40` or `1.5e8`, without a unit',
        };
  }
}

const isWholeMatch = (
  key: ItemDraft['key'],
  promptIds: readonly string[],
  optionIds: ReadonlySet<string>,
): boolean => {
  if (!isMatches(key) || Object.keys(key).length !== promptIds.length) return false;
  const matched = promptIds.map((promptId) => key[promptId]);
  return (
    new Set(matched).size === matched.length &&
    matched.every((optionId) => optionId !== undefined && optionIds.has(optionId))
  );
};

const isListOf = (key: ItemDraft['key'], optionIds: ReadonlySet<string>): key is readonly string[] =>
  isList(key) &&
  key.length > 0 &&
  new Set(key).size === key.length &&
  key.every((optionId) => optionIds.has(optionId));
