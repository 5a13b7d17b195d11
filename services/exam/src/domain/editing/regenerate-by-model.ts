import {
  reserveTokens,
  settleTokens,
  type TokenBudgetDeps,
} from '@ai-teacher/service-kit/domain/token-budget.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireAccount } from '../exams/exam-rights.ts';
import type { ExamItem } from '../exams/ports.ts';
import type {
  ChosenPage,
  DraftRequest,
  GenerationRepositories,
  ItemModel,
  MaterialReader,
  OpenMaterials,
} from '../generations/ports.ts';
import type { ItemDraft } from '../item-writing/drafts/item-draft.ts';
import type { Material } from '../item-writing/ports.ts';
import { withPoints } from '../item-writing/rubrics/criteria.ts';

export type RegenerateByModelDeps = TokenBudgetDeps & {
  readonly unitOfWork: UnitOfWork<Pick<GenerationRepositories, 'people' | 'tokenUse'>>;
  readonly materialReader: MaterialReader;
  /** Absent without a model. */
  readonly itemModel?: ItemModel;
};

export type Regeneration = {
  readonly material: Material;
  /** The item that is replaced; one of `present`. */
  readonly item: ExamItem;
  readonly present: readonly ExamItem[];
  /** Stems of other exams of the teacher. */
  readonly earlierStems: readonly string[];
  readonly ownerId: string;
  readonly signal: AbortSignal;
};

/** The maximum number of drafts for an item, as in a generation. */
const maxDrafts = 2;
/** The request ends after 55 s, and rules need a part of them. */
const maxModelMilliseconds = 30_000;

/**
 * Asks the model for another item of the same type, from the pages that follow the old item's page. The draft
 * passes the gates of a generation beside all items of the exam, the old one included.
 *
 * @returns undefined without a model, without tokens, and when no draft is accepted in time.
 */
export const regenerateByModel = async (
  deps: RegenerateByModelDeps,
  given: Regeneration,
): Promise<ItemDraft | undefined> => {
  const { itemModel, materialReader } = deps;
  if (itemModel === undefined) return undefined;
  const late = AbortSignal.timeout(maxModelMilliseconds);
  const signal = AbortSignal.any([given.signal, late]);
  const { material, earlierStems, item } = given;
  const opened = materialReader.open([material], { earlierStems, signal });
  try {
    const pages = await opened.choosePages({ count: 1, types: [item.type] }, null);
    const first = pages.findIndex(({ page }) => page.pageNumber === item.source.pageNumber) + 1;
    for (let drafts = 0; drafts < maxDrafts; drafts += 1) {
      const place = pages[(first + drafts) % pages.length];
      if (place === undefined) return undefined;
      const draft = await writeDraft({ ...deps, itemModel }, { ...given, signal }, { place, opened });
      if (draft === 'stop') return undefined;
      if (draft !== undefined) return draft;
    }
    return undefined;
  } catch (error) {
    if (late.aborted && !given.signal.aborted) return undefined;
    throw error;
  } finally {
    await opened.close();
  }
};

/** One draft: books its tokens, asks the model and judges the draft. `stop`: another draft is useless. */
const writeDraft = async (
  deps: RegenerateByModelDeps & { readonly itemModel: ItemModel },
  { item, present, ownerId, signal }: Regeneration,
  { place, opened }: { readonly place: ChosenPage; readonly opened: OpenMaterials },
): Promise<ItemDraft | 'stop' | undefined> => {
  const { itemModel, unitOfWork } = deps;
  const request: DraftRequest = {
    ...place,
    type: item.type,
    topic: undefined,
    bloom: undefined,
    difficulty: undefined,
    presentStems: present.map(({ stem }) => stem),
  };
  const tokens = itemModel.maxTokensOf(request);
  const grant = await unitOfWork.run(async (repositories) => {
    await requireAccount(repositories, { userId: ownerId });
    return reserveTokens(deps, repositories, { userId: ownerId, tokens });
  });
  if (!grant.tokensSuffice) return 'stop';
  const draft = await itemModel.write(request, signal);
  await unitOfWork.run((repositories) => settleTokens(repositories, grant, draft.tokens));
  if (draft.kind === 'failed') return 'stop';
  if (draft.kind === 'rejected' || draft.item.type !== item.type) return undefined;
  const rejections = await opened.judge(draft.item, present);
  return rejections.length > 0 ? undefined : { ...withPoints(draft.item, item.points), writtenBy: 'model' };
};
