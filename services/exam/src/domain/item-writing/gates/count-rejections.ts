import type { Rejection } from '@ai-teacher/contracts/exam/blueprint.ts';
import type { ItemDraft } from '../drafts/item-draft.ts';
import { createItemJudge, type JudgedMaterial } from './judge-item.ts';

/**
 * Judges the drafts of one exam and counts the reasons against them. Further items never make a rejected
 * draft acceptable, so each is judged and counted once.
 */
export const createCountingJudge = (material: JudgedMaterial) => {
  const judge = createItemJudge(material);
  const names = new Set<string>();
  const rejected: Partial<Record<Rejection, number>> = {};
  const accepts = (item: ItemDraft, items: readonly ItemDraft[]): boolean => {
    const { source, type, stem, key, options } = item;
    const name = JSON.stringify([
      source.documentId,
      source.pageNumber,
      source.span,
      type,
      stem,
      key,
      options,
    ]);
    if (names.has(name)) return false;
    const reasons = judge(item, items);
    if (reasons.length > 0) names.add(name);
    for (const reason of reasons) rejected[reason] = (rejected[reason] ?? 0) + 1;
    return reasons.length === 0;
  };
  return { accepts, rejected };
};
