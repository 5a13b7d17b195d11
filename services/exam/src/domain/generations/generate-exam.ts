import type { generateExam as contract } from '@ai-teacher/contracts/exam/exams.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import { beginningOf } from '@ai-teacher/language/clean-text.ts';
import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { ExamWithItems } from '../exams/exam.ts';
import { requireAccount } from '../exams/exam-rights.ts';
import { assertRoomForDraft, type ExamLimits } from '../exams/limits.ts';
import type { Exam, ExamRepositories, GenerationReport, Library, OwnerSlots } from '../exams/ports.ts';
import type { ItemWriter, Material, WantedItems, WrittenItems } from '../item-writing/ports.ts';
import { planCells } from './plan-cells.ts';
import type { Generation, GenerationRepositories, ItemModel } from './ports.ts';
import { rejectedRows } from './report.ts';
import { type GenerationLimits, startGeneration } from './start-generation.ts';

export type GenerateExamDeps = {
  readonly unitOfWork: UnitOfWork<Pick<ExamRepositories, 'exams'> & GenerationRepositories>;
  readonly library: Library;
  readonly itemWriter: ItemWriter;
  /** Absent without a model. */
  readonly itemModel?: ItemModel;
  readonly generations: OwnerSlots;
  readonly limits: ExamLimits & GenerationLimits;
  readonly clock: Clock;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
};

type GenerateExamInput = Pick<Input<typeof contract>, 'body' | 'principal' | 'signal'>;

/** A draft that rules wrote, or the generation in which a model writes one. */
export type GeneratedExam =
  | { readonly kind: 'exam'; readonly exam: ExamWithItems }
  | { readonly kind: 'generation'; readonly generation: Generation };

/** The limit for all documents together. A book of 500 pages has about a quarter of this number. */
export const maxCharactersInTotal = 4_000_000;
/** As many stems as a teacher of ten exams has. */
export const maxEarlierStems = 2_000;
const maxTitleCharacters = 300;

/**
 * Makes a draft exam from documents that the caller may read. Without a model, equal documents, types
 * and earlier exams of the teacher give equal items, and no item asks nearly what an earlier one asks.
 * With a model, a job writes the items, and the answer names the generation.
 *
 * Reading and writing happen outside the transaction, so that no transaction stays open for long. The
 * number of drafts is checked before this work, and again when the draft is stored.
 */
export const generateExam =
  (deps: GenerateExamDeps) =>
  async (input: GenerateExamInput): Promise<GeneratedExam> => {
    const { unitOfWork, generations, itemModel, limits } = deps;
    const { body, principal } = input;
    const cells = planCells(body, limits);
    await unitOfWork.run(({ exams }) => assertRoomForDraft(exams, principal.userId, limits), {
      readOnly: true,
    });
    if (itemModel !== undefined) {
      const materials = await generations.run(principal.userId, () => readMaterials(deps, input));
      const title = body.title ?? titleOf(materials);
      const generation = await startGeneration(deps, { body, principal, cells, materials, title });
      return { kind: 'generation', generation };
    }
    const draft = await generations.run(principal.userId, () => writeDraft(deps, input, cells));
    await unitOfWork.run(async ({ exams, people }) => {
      await requireAccount({ people }, principal);
      await exams.lockTeacher(principal.userId);
      await assertRoomForDraft(exams, principal.userId, limits);
      await exams.insert(draft.exam, draft.items);
    });
    return { kind: 'exam', exam: draft };
  };

const writeDraft = async (
  deps: GenerateExamDeps,
  input: GenerateExamInput,
  cells: readonly WantedItems[],
): Promise<ExamWithItems> => {
  const { unitOfWork, itemWriter, clock, identifiers } = deps;
  const { body, principal, signal } = input;
  const materials = await readMaterials(deps, input);
  const earlierStems = await unitOfWork.run(
    ({ itemGenerations }) => itemGenerations.listEarlierStems(principal.userId, maxEarlierStems),
    { readOnly: true },
  );
  const task = { materials, cells, language: body.language, earlierStems };
  const written = await itemWriter.write(task, { signal, ownerId: principal.userId });
  const drafts = written.cells.flatMap((cell) => cell.items);
  if (drafts.length === 0) throw noItemsPossible(written, '/documentIds');

  const items = drafts.map((draft) => ({ ...draft, id: identifiers.uuid(), writtenBy: 'rules' as const }));
  const requested = cells.reduce((sum, { count }) => sum + count, 0);
  const isShort = items.length < requested;
  const exam: Exam = {
    ...emptyDraft(principal),
    id: identifiers.uuid(),
    title: body.title ?? titleOf(materials),
    shuffle: body.shuffle ?? true,
    shortfall: isShort ? { requested, made: items.length, reason: written.reason } : null,
    report: reportOf(cells, written),
    createdAt: clock.now(),
  };
  return { exam, items };
};

const reportOf = (cells: readonly WantedItems[], written: WrittenItems): GenerationReport =>
  cells.map(({ count }, at) => {
    const { items = [], rejected = {}, reason = written.reason } = written.cells[at] ?? {};
    const missing = count - items.length;
    return {
      requested: count,
      byModel: 0,
      byRules: items.length,
      unfilled: missing === 0 ? [] : [{ reason, count: missing }],
      rejectedDrafts: rejectedRows(rejected),
    };
  });

/** The problem of documents without any item: their language is not supported, or they define no terms. */
export const noItemsPossible = ({ cells, reason, unsupported }: WrittenItems, pointer: string): Problem =>
  unsupported === undefined
    ? new Problem('no-items-possible', {
        detail: cells.find((cell) => cell.reason !== undefined)?.reason ?? reason,
        errors: [{ pointer, message: 'the documents give no items' }],
      })
    : new Problem('language-unsupported', {
        detail: unsupported,
        errors: [{ pointer, message: 'the documents must be in a supported language' }],
      });

const readMaterials = async (
  { library }: Pick<GenerateExamDeps, 'library'>,
  { body, signal }: GenerateExamInput,
): Promise<Material[]> => {
  const documentIds = [...new Set(body.documentIds.map((id) => id.toLowerCase()))].sort();
  const maxCharacters = Math.floor(maxCharactersInTotal / documentIds.length);
  const materials: Material[] = [];
  for (const documentId of documentIds)
    materials.push(await library.read(documentId, { maxCharacters, signal }));
  return materials;
};

/** A draft of a teacher, before its title, its items and its report are known. */
export const emptyDraft = ({
  institutionId,
  userId,
}: Pick<Principal, 'institutionId' | 'userId'>): Omit<
  Exam,
  'id' | 'title' | 'shuffle' | 'shortfall' | 'report' | 'createdAt'
> => ({
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
