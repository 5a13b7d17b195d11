import { type ItemType, itemTypes } from '@ai-teacher/contracts/exam/items.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Exam, ExamItem, Material, World } from '../ports.ts';
import type { Actor } from './exam-rights.ts';

export type Generation = {
  readonly documentIds: readonly string[];
  readonly title?: string | undefined;
  readonly itemCount: number;
  readonly types?: readonly ItemType[] | undefined;
};
export type GeneratedExam = { readonly exam: Exam; readonly items: readonly ExamItem[] };

/** What is read of all documents together; a book of 500 pages has about a quarter of it. */
const mostCharacters = 4_000_000;
const longestTitle = 300;

/**
 * Makes a draft exam of documents the caller may read. Reading and writing happen outside any transaction; the same
 * documents and types give the same items.
 */
export const generateExam =
  ({ unitOfWork, library, itemWriter, clock, identifiers }: World) =>
  async ({
    body,
    principal,
    signal,
  }: {
    body: Generation;
    principal: Actor;
    signal: AbortSignal;
  }): Promise<GeneratedExam> => {
    const documentIds = [...new Set(body.documentIds.map((id) => id.toLowerCase()))].sort();
    const characters = Math.floor(mostCharacters / documentIds.length);
    const materials: Material[] = [];
    for (const documentId of documentIds)
      materials.push(await library.read(documentId, { characters, signal }));

    const types = itemTypes.filter((type) => (body.types ?? itemTypes).includes(type));
    const task = { materials, itemCount: body.itemCount, types };
    const { items: drafts, reason } = await itemWriter.write(task, { signal });
    if (drafts.length === 0) throw new Problem('no-items-possible', { detail: reason });

    const items = drafts.map((draft) => ({ ...draft, id: identifiers.uuid() }));
    const exam: Exam = {
      id: identifiers.uuid(),
      institutionId: principal.institutionId,
      teacherId: principal.userId,
      title: body.title ?? titleOf(materials),
      status: 'draft',
      opensAt: null,
      closesAt: null,
      durationMinutes: null,
      shortfall:
        items.length < body.itemCount ? { requested: body.itemCount, made: items.length, reason } : null,
      createdAt: clock.now(),
      publishedAt: null,
    };
    await unitOfWork.run(({ exams }) => exams.insert(exam, items));
    return { exam, items };
  };

const titleOf = (materials: readonly Material[]): string => {
  const title = `Exam: ${materials.map((material) => material.title).join(', ')}`;
  return title.length > longestTitle ? `${title.slice(0, longestTitle - 1)}…` : title;
};
