import type { Rejection } from '@ai-teacher/contracts/exam/blueprint.ts';
import type { ItemType } from '@ai-teacher/contracts/exam/items.ts';
import { type ItemDraft, stemKeyOf } from '../../src/domain/item-writing/drafts/item-draft.ts';
import { createItemJudge } from '../../src/domain/item-writing/gates/judge-item.ts';
import { lintItem } from '../../src/domain/item-writing/gates/lint-item.ts';
import type { Material, RejectedDrafts } from '../../src/domain/item-writing/ports.ts';
import { readPages } from '../../src/domain/item-writing/reading/read-pages.ts';

/** Items of one type, and the drafts that were rejected on the way. */
export type WrittenType = {
  readonly type: ItemType;
  readonly items: readonly ItemDraft[];
  readonly rejected: RejectedDrafts;
  readonly milliseconds: number;
};

export type TypeFigures = {
  readonly type: ItemType;
  readonly items: number;
  /** Shares from 0 to 1 of the published items. */
  readonly linted: number;
  readonly verbatim: number;
  readonly allGates: number;
  /** Items whose stem another item of the exam has. */
  readonly sharedStems: number;
  readonly rejected: RejectedDrafts;
  readonly milliseconds: number;
};

/** Judges the items of all types again, as one exam. */
export const measure = (material: Material, written: readonly WrittenType[]): readonly TypeFigures[] => {
  const judge = createItemJudge({ pages: readPages(material.pages) });
  const exam = written.flatMap(({ items }) => items);
  const stems = Map.groupBy(exam, ({ stem }) => stemKeyOf(stem));
  const pageOf = new Map(material.pages.map((page) => [page.pageNumber, page]));
  const isVerbatim = ({ source: { pageNumber, quote, span } }: ItemDraft): boolean =>
    pageOf.get(pageNumber)?.text.slice(span.start, span.end) === quote;
  const reasonsOf = (item: ItemDraft): readonly Rejection[] =>
    judge(
      item,
      exam.filter((other) => other !== item),
    );
  return written.map(({ type, items, rejected, milliseconds }) => {
    const shareOf = (passes: (item: ItemDraft) => boolean): number =>
      items.length === 0 ? 1 : items.filter(passes).length / items.length;
    return {
      type,
      items: items.length,
      linted: shareOf((item) => lintItem(item).length === 0),
      verbatim: shareOf(isVerbatim),
      allGates: shareOf((item) => reasonsOf(item).length === 0),
      sharedStems: items.filter(({ stem }) => (stems.get(stemKeyOf(stem))?.length ?? 0) > 1).length,
      rejected,
      milliseconds,
    };
  });
};
