import type { Rejection } from '@ai-teacher/contracts/exam/blueprint.ts';
import type { ItemType } from '@ai-teacher/contracts/exam/items.ts';
import { connectModel } from '@ai-teacher/service-kit/openai/connect-model.ts';
import { createItemModel, maxDraftTokens } from '../../src/adapters/openai/item-model.ts';
import type { ItemModel } from '../../src/domain/generations/ports.ts';
import type { ItemDraft } from '../../src/domain/item-writing/drafts/item-draft.ts';
import { createItemJudge } from '../../src/domain/item-writing/gates/judge-item.ts';
import type { Material } from '../../src/domain/item-writing/ports.ts';
import { readPages } from '../../src/domain/item-writing/reading/read-pages.ts';
import type { WrittenType } from './measure.ts';

const patience = { MODEL_FIRST_TOKEN_SECONDS: 60, MODEL_SILENCE_SECONDS: 60, MODEL_ANSWER_SECONDS: 300 };
/** A page with less text gives no item. */
const minPageCharacters = 600;

type Server = {
  readonly url: string;
  readonly model: string;
  readonly count: number;
  readonly types: readonly ItemType[];
};

/** Asks a server for items of each type, one draft for each page, spread over the book. */
export const writeByServer = async (
  material: Material,
  { url, model, count, types }: Server,
): Promise<WrittenType[]> => {
  const connected = connectModel(
    { OPENAI_API_KEY: process.env.OPENAI_API_KEY, OPENAI_BASE_URL: url, ...patience },
    { model, maxTokens: maxDraftTokens },
  );
  if (connected === undefined) throw new Error('no model server');
  const itemModel = createItemModel(connected);
  const pages = readPages(material.pages).filter(({ page }) => page.text.length >= minPageCharacters);
  const judge = createItemJudge({ pages: readPages(material.pages) });
  const exam: ItemDraft[] = [];
  const written: WrittenType[] = [];
  for (const [row, type] of types.entries()) {
    const startedAt = performance.now();
    const rejected: Partial<Record<Rejection, number>> = {};
    const before = exam.length;
    for (let number = 0; number < count; number += 1) {
      const place = pages[Math.floor(((number + row / types.length) * pages.length) / count)];
      if (place === undefined) break;
      const asked = await ask(itemModel, { type, ...place, presentStems: exam.map(({ stem }) => stem) });
      const reasons = asked.kind === 'draft' ? judge(asked.item, exam) : [asked.reason];
      for (const reason of reasons) rejected[reason] = (rejected[reason] ?? 0) + 1;
      if (asked.kind === 'draft' && reasons.length === 0) exam.push(asked.item);
    }
    const milliseconds = performance.now() - startedAt;
    written.push({ type, items: exam.slice(before), rejected, milliseconds });
  }
  return written;
};

type Ask = {
  readonly type: ItemType;
  readonly page: Material['pages'][number];
  readonly language: string;
  readonly presentStems: readonly string[];
};

const ask = async (itemModel: ItemModel, { type, page, language, presentStems }: Ask) => {
  const request = { type, page, language, presentStems };
  const wish = { topic: undefined, bloom: undefined, difficulty: undefined };
  const draft = await itemModel.write({ ...request, ...wish }, new AbortController().signal);
  return draft.kind === 'failed' ? { kind: 'rejected' as const, reason: 'model-failed' as const } : draft;
};
