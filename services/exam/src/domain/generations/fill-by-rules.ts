import type { Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { ExamItem } from '../exams/ports.ts';
import type { ItemWriter, WantedItems, WrittenCell } from '../item-writing/ports.ts';
import { reasonSentences } from '../item-writing/reasons.ts';
import type { GenerationRepositories, Slot } from './ports.ts';
import type { GenerationRun, ModelStop } from './write-slot.ts';

type FillDeps = {
  readonly unitOfWork: UnitOfWork<Pick<GenerationRepositories, 'itemGenerations'>>;
  readonly itemWriter: ItemWriter;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
};

type Group = { readonly wanted: WantedItems; readonly slots: readonly Slot[] };

/**
 * Writes the open items by rules, in one turn of a writing thread. Gives up those that rules cannot write.
 */
export const fillByRules = async (deps: FillDeps, run: GenerationRun, stop: ModelStop): Promise<void> => {
  const { unitOfWork, itemWriter } = deps;
  const { generation, materials, earlierStems, items, signal } = run;
  const { open, stored } = await unitOfWork.run(
    async ({ itemGenerations }) => ({
      open: ((await itemGenerations.find(generation.id))?.slots ?? []).filter(isOpen),
      stored: await itemGenerations.listMaterialIds(generation.id),
    }),
    { readOnly: true },
  );
  const readable = materials.filter(({ documentId }) => stored.includes(documentId));
  const groups = groupsOf(open, generation.cells);
  if (groups.length === 0) return;
  const task = {
    materials: readable,
    cells: groups.map(({ wanted }) => wanted),
    language: generation.language ?? undefined,
    earlierStems,
    present: items,
  };
  const written =
    readable.length === 0
      ? { cells: [], reason: reasonSentences['documents-lost'] }
      : await itemWriter.write(task, { signal, ownerId: generation.teacherId });
  const modelReason = reasonSentences[stop ?? 'drafts-rejected'];
  for (const [at, group] of groups.entries()) {
    const reason = written.cells[at]?.reason ?? written.reason;
    const ending = { group, made: written.cells[at], reason: `${modelReason} ${reason}` };
    items.push(...(await storeGroup(deps, generation.id, ending)));
  }
};

const isOpen = ({ status }: Slot): boolean => status === 'open';

/** The open items of one cell and type. */
const groupsOf = (open: readonly Slot[], cells: readonly WantedItems[]): Group[] =>
  [...Map.groupBy(open, ({ cell, type }) => `${cell}/${type}`).values()].flatMap((slots) => {
    const [first] = slots;
    const cell = first === undefined ? undefined : cells[first.cell];
    if (first === undefined || cell === undefined) return [];
    return { wanted: { ...cell, types: [first.type], count: slots.length }, slots };
  });

/** @returns the items that were stored. A repeated transaction returns only its own. */
const storeGroup = (
  { unitOfWork, identifiers }: FillDeps,
  generationId: string,
  { group, made, reason }: { group: Group; made: WrittenCell | undefined; reason: string },
): Promise<ExamItem[]> =>
  unitOfWork.run(async ({ itemGenerations }) => {
    const [first] = group.slots;
    if (first !== undefined && made !== undefined)
      await itemGenerations.addRejections(generationId, first.number, made.rejected);
    const items: ExamItem[] = [];
    for (const [at, { number }] of group.slots.entries()) {
      const draft = made?.items[at];
      if (draft === undefined) await itemGenerations.endSlot(generationId, number, { reason });
      else {
        const item = { ...draft, id: identifiers.uuid(), writtenBy: 'rules' as const };
        await itemGenerations.endSlot(generationId, number, { item, writtenBy: 'rules' });
        items.push(item);
      }
    }
    return items;
  });
