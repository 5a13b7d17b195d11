import type { regenerateItem as contract } from '@ai-teacher/contracts/exam/item-editing.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type ExamWithItems, forTeacher } from '../exams/exam.ts';
import type { ExamItem, Library, OwnerSlots } from '../exams/ports.ts';
import { maxCharactersInTotal, noItemsPossible } from '../generations/generate-exam.ts';
import type { ItemDraft } from '../item-writing/drafts/item-draft.ts';
import type { ItemWriter } from '../item-writing/ports.ts';
import { type EditableExam, type EditingRepositories, itemOf, lockEditableExam } from './editable-exam.ts';
import { assertSoundItem } from './item-rules.ts';

export type RegenerateItemDeps = {
  readonly unitOfWork: UnitOfWork<EditingRepositories>;
  readonly library: Pick<Library, 'read'>;
  readonly itemWriter: ItemWriter;
  readonly generations: OwnerSlots;
};

type RegenerateItemInput = Pick<Input<typeof contract>, 'params' | 'principal' | 'signal'>;

/**
 * Replaces an item by another one of its type, from its document. The new item has the place and the id of
 * the old one. Reading and writing happen outside the transaction. The rights are checked before, and again
 * when the item is stored.
 */
export const regenerateItem =
  (deps: RegenerateItemDeps) =>
  async ({ params, principal, signal }: RegenerateItemInput): Promise<ExamWithItems> => {
    const { unitOfWork, generations } = deps;
    const target = { id: params.id, principal };
    const { editable, item } = await unitOfWork.run(async (repositories) => {
      const found = await lockEditableExam(repositories, target);
      return { editable: found, item: itemOf(found, params.itemId) };
    });
    const draft = await generations.run(principal.userId, () =>
      writeAnother(deps, { editable, item, ownerId: principal.userId, signal }),
    );
    return unitOfWork.run(async (repositories) => {
      const { exam, items } = await lockEditableExam(repositories, target);
      const { id } = itemOf({ items }, item.id);
      assertSoundItem(
        draft,
        items.filter((other) => other.id !== id),
      );
      await repositories.exams.updateItem({ ...draft, id });
      return forTeacher(repositories.exams, exam);
    });
  };

const writeAnother = async (
  { library, itemWriter }: RegenerateItemDeps,
  {
    editable,
    item,
    ownerId,
    signal,
  }: { editable: EditableExam; item: ExamItem; ownerId: string; signal: AbortSignal },
): Promise<ItemDraft> => {
  const { documentId } = item.source;
  const material = await library.read(documentId, { maxCharacters: maxCharactersInTotal, signal });
  const written = await itemWriter.write(
    { materials: [material], cells: [{ count: 1, types: [item.type] }], present: editable.items },
    { signal, ownerId },
  );
  const draft = written.cells[0]?.items[0];
  if (draft === undefined) throw noItemsPossible(written, '');
  return draft;
};
