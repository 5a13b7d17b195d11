import type { generateExam as contract } from '@ai-teacher/contracts/exam/exams.ts';
import { type ItemType, itemTypes } from '@ai-teacher/contracts/exam/items.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import { beginningOf } from '@ai-teacher/language/clean-text.ts';
import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { ExamWithItems } from '../exams/exam.ts';
import { assertItemCount, assertRoomForDraft, type ExamLimits } from '../exams/limits.ts';
import type { Exam, ExamRepositories, Library, OwnerSlots } from '../exams/ports.ts';
import type { ItemWriter, Material, WrittenItems } from '../item-writing/ports.ts';

export type GenerateExamDeps = {
  readonly unitOfWork: UnitOfWork<Pick<ExamRepositories, 'exams'>>;
  readonly library: Library;
  readonly itemWriter: ItemWriter;
  readonly generations: OwnerSlots;
  readonly limits: ExamLimits;
  readonly clock: Clock;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
};

type GenerateExamInput = Pick<Input<typeof contract>, 'body' | 'principal' | 'signal'>;

/** The limit for all documents together. A book of 500 pages has about a quarter of this number. */
export const maxCharactersInTotal = 4_000_000;
const maxTitleCharacters = 300;

/**
 * Makes a draft exam from documents that the caller may read. Equal documents and types give equal items.
 * Reading and writing happen outside the transaction, so that no transaction stays open for long. The number
 * of drafts is checked before this work, and again when the draft is stored.
 */
export const generateExam =
  (deps: GenerateExamDeps) =>
  async (input: GenerateExamInput): Promise<ExamWithItems> => {
    const { unitOfWork, generations, limits } = deps;
    const { body, principal } = input;
    assertItemCount(body.itemCount, limits);
    await unitOfWork.run(({ exams }) => assertRoomForDraft(exams, principal.userId, limits), {
      readOnly: true,
    });
    const draft = await generations.run(principal.userId, () => writeDraft(deps, input));
    await unitOfWork.run(async ({ exams }) => {
      await exams.lockTeacher(principal.userId);
      await assertRoomForDraft(exams, principal.userId, limits);
      await exams.insert(draft.exam, draft.items);
    });
    return draft;
  };

const writeDraft = async (
  { library, itemWriter, clock, identifiers }: GenerateExamDeps,
  { body, principal, signal }: GenerateExamInput,
): Promise<ExamWithItems> => {
  const materials = await readMaterials(library, body.documentIds, signal);
  const task = { materials, itemCount: body.itemCount, types: typesIn(body.types) };
  const written = await itemWriter.write(task, { signal, ownerId: principal.userId });
  const { items: drafts, reason } = written;
  if (drafts.length === 0) throw noItemsPossible(written, '/documentIds');

  const items = drafts.map((draft) => ({ ...draft, id: identifiers.uuid() }));
  const isShort = items.length < body.itemCount;
  const exam: Exam = {
    ...emptyDraft(principal),
    id: identifiers.uuid(),
    title: body.title ?? titleOf(materials),
    shuffle: body.shuffle ?? true,
    shortfall: isShort ? { requested: body.itemCount, made: items.length, reason } : null,
    createdAt: clock.now(),
  };
  return { exam, items };
};

/** The problem of documents without any item: their language is not supported, or they define no terms. */
export const noItemsPossible = ({ reason, unsupported }: WrittenItems, pointer: string): Problem =>
  unsupported === undefined
    ? new Problem('no-items-possible', {
        detail: reason,
        errors: [{ pointer, message: 'the documents give no items' }],
      })
    : new Problem('language-unsupported', {
        detail: unsupported,
        errors: [{ pointer, message: 'the documents must be in a supported language' }],
      });

const readMaterials = async (
  library: Library,
  requestedIds: readonly string[],
  signal: AbortSignal,
): Promise<Material[]> => {
  const documentIds = [...new Set(requestedIds.map((id) => id.toLowerCase()))].sort();
  const maxCharacters = Math.floor(maxCharactersInTotal / documentIds.length);
  const materials: Material[] = [];
  for (const documentId of documentIds)
    materials.push(await library.read(documentId, { maxCharacters, signal }));
  return materials;
};

/** Returns the requested types in the contract's order, so that their order does not change the items. */
const typesIn = (requested: readonly ItemType[] = itemTypes): ItemType[] =>
  itemTypes.filter((type) => requested.includes(type));

const emptyDraft = ({
  institutionId,
  userId,
}: Principal): Omit<Exam, 'id' | 'title' | 'shuffle' | 'shortfall' | 'createdAt'> => ({
  institutionId,
  teacherId: userId,
  status: 'draft',
  opensAt: null,
  closesAt: null,
  endsAt: null,
  durationMinutes: null,
  publishedAt: null,
  releasedAt: null,
  handedOverAt: null,
});

const titleOf = (materials: readonly Material[]): string => {
  const title = `Exam: ${materials.map((material) => material.title).join(', ')}`;
  return title.length > maxTitleCharacters ? `${beginningOf(title, maxTitleCharacters - 1)}…` : title;
};
