import type { regenerateItem as contract } from '@ai-teacher/contracts/exam/item-editing.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type ExamWithItems, forTeacher } from '../exams/exam.ts';
import { requireRevision } from '../exams/item-revision.ts';
import type { ExamItem, Library, OwnerSlots } from '../exams/ports.ts';
import { maxCharactersInTotal, maxEarlierStems, noItemsPossible } from '../generations/generate-exam.ts';
import type { GenerationRepositories } from '../generations/ports.ts';
import type { ItemDraft } from '../item-writing/drafts/item-draft.ts';
import type { ItemWriter, Material } from '../item-writing/ports.ts';
import { type EditableExam, type EditingRepositories, itemOf, lockEditableExam } from './editable-exam.ts';
import { assertSoundItem } from './item-rules.ts';
import { type RegenerateByModelDeps, regenerateByModel } from './regenerate-by-model.ts';

export type RegenerateItemDeps = Omit<RegenerateByModelDeps, 'unitOfWork'> & {
  readonly unitOfWork: UnitOfWork<
    EditingRepositories & Pick<GenerationRepositories, 'itemGenerations' | 'people' | 'tokenUse'>
  >;
  readonly library: Pick<Library, 'read'>;
  readonly itemWriter: ItemWriter;
  readonly generations: OwnerSlots;
};

type RegenerateItemInput = Pick<Input<typeof contract>, 'params' | 'query' | 'principal' | 'signal'>;

/**
 * Replaces an item by another one of its type, from its document: by the model where there is one,
 * otherwise or when the model fails by rules. The new item has the place and the id of the old one.
 * Reading and writing happen outside the transaction. The rights and the revision are checked before, and
 * again when the item is stored.
 *
 * @throws Problem `items-changed` when the item has another revision than the caller has read.
 */
export const regenerateItem =
  (deps: RegenerateItemDeps) =>
  async ({ params, query, principal, signal }: RegenerateItemInput): Promise<ExamWithItems> => {
    const { unitOfWork, generations } = deps;
    const target = { id: params.id, principal };
    const { editable, item } = await unitOfWork.run(async (repositories) => {
      const found = await lockEditableExam(repositories, target);
      const wanted = itemOf(found, params.itemId);
      requireRevision(wanted, query.revision);
      return { editable: found, item: wanted };
    });
    const draft = await generations.run(principal.userId, () =>
      writeAnother(deps, { editable, item, ownerId: principal.userId, signal }),
    );
    return unitOfWork.run(async (repositories) => {
      const { exam, items } = await lockEditableExam(repositories, target);
      const current = itemOf({ items }, item.id);
      // A change that another request made meanwhile must not be lost.
      requireRevision(current, query.revision);
      const { id } = current;
      assertSoundItem(
        draft,
        items.filter((other) => other.id !== id),
      );
      await repositories.exams.updateItem({ ...draft, id });
      return forTeacher(repositories.exams, exam);
    });
  };

type Another = {
  readonly editable: EditableExam;
  readonly item: ExamItem;
  readonly ownerId: string;
  readonly signal: AbortSignal;
};

const writeAnother = async (
  deps: RegenerateItemDeps,
  { editable, item, ownerId, signal }: Another,
): Promise<ItemDraft> => {
  const { library, unitOfWork } = deps;
  const { documentId } = item.source;
  const material = await library.read(documentId, { maxCharacters: maxCharactersInTotal, signal });
  const stems = await unitOfWork.run(
    ({ itemGenerations }) => itemGenerations.listEarlierStems(ownerId, maxEarlierStems),
    { readOnly: true },
  );
  const present = editable.items;
  const own = new Set(present.map(({ stem }) => stem));
  const earlierStems = stems.filter((stem) => !own.has(stem));
  const byModel = await regenerateByModel(deps, { material, item, present, earlierStems, ownerId, signal });
  return byModel ?? writeByRules(deps, { material, item, present, ownerId, signal });
};

type ByRules = Omit<Another, 'editable'> & {
  readonly material: Material;
  readonly present: readonly ExamItem[];
};

const writeByRules = async (
  { itemWriter }: Pick<RegenerateItemDeps, 'itemWriter'>,
  { material, item, present, ownerId, signal }: ByRules,
): Promise<ItemDraft> => {
  const written = await itemWriter.write(
    { materials: [material], cells: [{ count: 1, types: [item.type] }], present },
    { signal, ownerId },
  );
  const draft = written.cells[0]?.items[0];
  if (draft === undefined) throw noItemsPossible(written, '');
  return { ...draft, writtenBy: 'rules' };
};
