import type { generateExam as contract } from '@ai-teacher/contracts/exam/exams.ts';
import { defaultItemTypes, type ItemType, itemTypes } from '@ai-teacher/contracts/exam/items.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { assertItemCount, type ExamLimits } from '../exams/limits.ts';
import type { WantedItems } from '../item-writing/ports.ts';

type Request = Input<typeof contract>['body'];

/**
 * The cells of a request: those of its blueprint, or one.
 *
 * @throws Problem `input-invalid` when the numbers contradict each other, or `too-many-items`.
 */
export const planCells = (request: Request, limits: ExamLimits): readonly WantedItems[] => {
  const { blueprint, itemCount } = request;
  const types = typesIn(request.types);
  const total = blueprint?.reduce((sum, { count }) => sum + count, 0) ?? itemCount;
  if (total === undefined) throw countFault('must be present without a blueprint');
  if (itemCount !== undefined && itemCount !== total)
    throw countFault(`must be the sum of the blueprint: ${total}`);
  assertItemCount(total, limits, blueprint === undefined ? '/itemCount' : '/blueprint');
  const backwards = blueprint?.findIndex(({ pages = [] }) => pages.some(({ from, to }) => from > to)) ?? -1;
  if (backwards >= 0)
    throw new Problem('input-invalid', {
      errors: [{ pointer: `/blueprint/${backwards}/pages`, message: 'must not end before they begin' }],
    });
  if (blueprint === undefined) return [{ count: total, types }];
  return blueprint.map((cell) => ({
    ...cell,
    types: cell.types === undefined ? types : typesIn(cell.types),
  }));
};

const countFault = (message: string): Problem =>
  new Problem('input-invalid', { errors: [{ pointer: '/itemCount', message }] });

/** Returns the requested types in the contract's order, so that their order does not change the items. */
const typesIn = (requested: readonly ItemType[] = defaultItemTypes): ItemType[] =>
  itemTypes.filter((type) => requested.includes(type));
