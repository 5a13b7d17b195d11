import type { changeItem as contract } from '@ai-teacher/contracts/exam/item-editing.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type ExamWithItems, forTeacher } from '../exams/exam.ts';
import { requireRevision } from '../exams/item-revision.ts';
import type { ExamItem } from '../exams/ports.ts';
import { pointsOf } from '../item-writing/rubrics/criteria.ts';
import { type EditingRepositories, itemOf, lockEditableExam } from './editable-exam.ts';
import { assertSoundItem } from './item-rules.ts';
import { withNeutralIds } from './neutral-ids.ts';
import { quantityOf } from './quantity-of.ts';
import { rubricOf } from './rubric-rules.ts';

export type ChangeItemDeps = { readonly unitOfWork: UnitOfWork<EditingRepositories> };

type ChangeItemInput = Pick<Input<typeof contract>, 'params' | 'body' | 'principal'>;

/**
 * Changes the given fields of an item. Its type and its source stay.
 *
 * @throws Problem `items-changed` when the item has another revision than the caller has read.
 */
export const changeItem =
  ({ unitOfWork }: ChangeItemDeps) =>
  async ({ params, body, principal }: ChangeItemInput): Promise<ExamWithItems> =>
    unitOfWork.run(async (repositories) => {
      const editable = await lockEditableExam(repositories, { id: params.id, principal });
      const item = itemOf(editable, params.itemId);
      requireRevision(item, body.revision);
      const changed = withChanges(item, body);
      assertSoundItem(
        changed,
        editable.items.filter(({ id }) => id !== item.id),
      );
      await repositories.exams.updateItem(withNeutralIds(changed));
      return forTeacher(repositories.exams, editable.exam);
    });

const withChanges = (item: ExamItem, changes: ChangeItemInput['body']): ExamItem => {
  const options = changes.options ?? item.options;
  const key = changes.key ?? item.key;
  // A changed item is linted again, so earlier reasons no longer count. No student has answered it yet.
  const { alsoAccepted, everyoneCorrect, overruled: _, avoidedKeys: __, ...plain } = item;
  const earlier = {
    ...(alsoAccepted === undefined ? {} : { alsoAccepted }),
    ...(everyoneCorrect === undefined ? {} : { everyoneCorrect }),
  };
  return {
    ...plain,
    // A new key replaces what a correction accepted.
    ...(changes.key === undefined ? earlier : {}),
    stem: changes.stem ?? item.stem,
    points: changes.points ?? (changes.criteria ? pointsOf(changes.criteria) : item.points),
    key,
    ...(options === undefined ? {} : { options }),
    ...(changes.prompts === undefined ? {} : { prompts: changes.prompts }),
    ...(changes.scoring === undefined ? {} : { scoring: changes.scoring }),
    ...(changes.quantity === undefined
      ? {}
      : quantityOf({ type: item.type, quantity: changes.quantity }, item.quantity?.decimalSign)),
    ...rubricOf(
      {
        type: item.type,
        criteria: changes.criteria,
        answerLength: changes.answerLength ?? item.answerLength,
      },
      item.source,
    ),
    // A term that is now the key must not count as another term.
    confusable: item.confusable.filter((term) => term !== key),
  };
};
