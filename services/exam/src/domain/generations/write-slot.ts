import type { Rejection } from '@ai-teacher/contracts/exam/blueprint.ts';
import type { Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import {
  type Grant,
  reserveTokens,
  settleTokens,
  type TokenBudgetDeps,
} from '@ai-teacher/service-kit/domain/token-budget.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { ExamItem } from '../exams/ports.ts';
import type { Material, RejectedDrafts } from '../item-writing/ports.ts';
import { withPoints } from '../item-writing/rubrics/criteria.ts';
import type {
  ChosenPage,
  DraftRequest,
  Generation,
  GenerationRepositories,
  ItemModel,
  ModelDraft,
  OpenMaterials,
  Slot,
} from './ports.ts';

export type WriteByModelDeps = TokenBudgetDeps & {
  readonly unitOfWork: UnitOfWork<Pick<GenerationRepositories, 'itemGenerations' | 'people' | 'tokenUse'>>;
  readonly itemModel?: ItemModel;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

export type GenerationRun = {
  readonly generation: Generation;
  readonly materials: readonly Material[];
  readonly earlierStems: readonly string[];
  readonly opened: OpenMaterials;
  /** The items accepted so far; grows. */
  readonly items: ExamItem[];
  readonly signal: AbortSignal;
};

/** The reason why the model is not asked for the remaining items. */
export type ModelStop = 'tokens-spent' | 'model-failed' | undefined;

/** Drafts of the model for one item. What fails twice is written by rules or left out. */
const maxModelDrafts = 2;
/** The number of consecutive failures after which the model is not asked again in this run. */
const maxFailures = 3;
const failurePauseMilliseconds = 2_000;
const maxFailurePauseMilliseconds = 30_000;

/** Asks the model for every open item until it is accepted, rejected twice, or the model must stop. */
export const writeByModel = async (deps: WriteByModelDeps, run: GenerationRun): Promise<ModelStop> => {
  const { itemModel } = deps;
  if (itemModel === undefined) return 'model-failed';
  const pages = new Map<number, ChosenPage[]>();
  let failures = 0;
  for (const slot of run.generation.slots.filter(({ status }) => status === 'open')) {
    const cell = run.generation.cells[slot.cell];
    if (cell === undefined) continue;
    const chosen = pages.get(slot.cell) ?? [...(await run.opened.choosePages(cell, run.generation.language))];
    pages.set(slot.cell, chosen);
    for (let drafts = slot.modelDrafts; drafts < maxModelDrafts && chosen.length > 0; ) {
      const asked = await askFor({ ...deps, itemModel }, run, { slot, drafts, chosen });
      if (asked === 'tokens-spent') return asked;
      if (asked === 'page-lost') continue;
      drafts += 1;
      failures = asked.draft.kind === 'failed' ? failures + 1 : 0;
      if (failures >= maxFailures) return 'model-failed';
      if (asked.draft.kind === 'failed') await pauseAfter(deps, run, asked.draft);
      if (asked.isAccepted) break;
    }
  }
  return undefined;
};

const pauseAfter = (
  { pause }: WriteByModelDeps,
  { signal }: GenerationRun,
  { problem }: Extract<ModelDraft, { kind: 'failed' }>,
): Promise<void> => {
  const asked = (problem.retryAfterSeconds ?? 0) * 1_000;
  return pause(Math.min(Math.max(asked, failurePauseMilliseconds), maxFailurePauseMilliseconds), signal);
};

type Turn = { readonly slot: Slot; readonly drafts: number; readonly chosen: ChosenPage[] };

type Asked = 'tokens-spent' | 'page-lost' | { readonly draft: ModelDraft; readonly isAccepted: boolean };

/** One draft: books its tokens, asks the model, judges the draft and stores the result. */
const askFor = async (
  deps: WriteByModelDeps & { readonly itemModel: ItemModel },
  run: GenerationRun,
  { slot, drafts, chosen }: Turn,
): Promise<Asked> => {
  const at = placeOf(run.generation, slot, drafts) % chosen.length;
  const place = chosen[at];
  if (place === undefined) return 'page-lost';
  const request = requestFor(run, slot, place);
  const booked = await book(deps, run, { slot, request, tokens: deps.itemModel.maxTokensOf(request) });
  if (booked === 'page-lost') {
    chosen.splice(at, 1);
    return booked;
  }
  if (booked === 'tokens-spent') return booked;
  const draft = await deps.itemModel.write(request, run.signal);
  const rejected = await rejectionsOf(run, draft, slot);
  const item = draft.kind === 'draft' ? itemOf(deps, run, { slot, draft }) : undefined;
  const isAccepted = item !== undefined && rejected.length === 0;
  await deps.unitOfWork.run(async ({ itemGenerations, tokenUse }) => {
    await settleTokens({ tokenUse }, booked, draft.tokens);
    if (isAccepted)
      await itemGenerations.endSlot(run.generation.id, slot.number, { item, writtenBy: 'model' });
    else await itemGenerations.addRejections(run.generation.id, slot.number, countsOf(rejected));
  });
  if (isAccepted) run.items.push(item);
  return { draft, isAccepted };
};

/** Different items of a cell, and the second draft of an item, use different pages. */
const placeOf = ({ slots, cells }: Generation, slot: Slot, drafts: number): number => {
  const ofCell = slots.filter(({ cell }) => cell === slot.cell);
  return ofCell.indexOf(slot) + drafts * (cells[slot.cell]?.count ?? 1);
};

const requestFor = (
  { generation, items }: GenerationRun,
  slot: Slot,
  { page, language }: ChosenPage,
): DraftRequest => {
  const { topic, bloom, difficulty } = generation.cells[slot.cell] ?? {};
  return { type: slot.type, page, language, topic, bloom, difficulty, presentStems: items.map(stemOf) };
};

const stemOf = ({ stem }: ExamItem): string => stem;

/** The count of the draft is stored before the model is asked, so an interrupted job asks no more often. */
const book = (
  deps: WriteByModelDeps,
  { generation }: GenerationRun,
  { slot, request, tokens }: { slot: Slot; request: DraftRequest; tokens: number },
): Promise<Grant | 'page-lost' | 'tokens-spent'> =>
  deps.unitOfWork.run(async ({ itemGenerations, people, tokenUse }) => {
    if (!(await people.hold([generation.teacherId]))) return 'page-lost';
    const stored = await itemGenerations.listMaterialIds(generation.id);
    if (!stored.includes(request.page.documentId)) return 'page-lost';
    const grant = await reserveTokens(deps, { tokenUse }, { userId: generation.teacherId, tokens });
    if (!grant.tokensSuffice) return 'tokens-spent';
    await itemGenerations.countModelDraft(generation.id, slot.number);
    return grant;
  });

const rejectionsOf = async (
  { opened, items }: GenerationRun,
  draft: ModelDraft,
  { type }: Slot,
): Promise<readonly Rejection[]> => {
  if (draft.kind === 'failed') return ['model-failed'];
  if (draft.kind === 'rejected') return [draft.reason];
  return draft.item.type === type ? opened.judge(draft.item, items) : ['breaks-schema'];
};

const itemOf = (
  { identifiers }: WriteByModelDeps,
  { generation }: GenerationRun,
  { slot, draft }: { slot: Slot; draft: Extract<ModelDraft, { kind: 'draft' }> },
): ExamItem => ({
  ...withPoints(draft.item, generation.cells[slot.cell]?.points ?? draft.item.points),
  id: identifiers.uuid(),
  writtenBy: 'model',
});

const countsOf = (reasons: readonly Rejection[]): RejectedDrafts =>
  Object.fromEntries(reasons.map((reason) => [reason, 1]));
