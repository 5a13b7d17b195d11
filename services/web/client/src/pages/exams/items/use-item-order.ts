import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { orderItems } from '@ai-teacher/contracts/exam/item-editing.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { useAction } from '../../../api/calls.ts';
import type { Direction } from '../../../parts/move-buttons.tsx';

/** A place is counted from 1. */
type Move = {
  readonly itemId: string;
  readonly by: Direction;
  readonly from: number;
  readonly to: number;
};

export type ItemOrder = {
  readonly itemIds: readonly string[];
  /** Whether the order differs from the stored one. */
  readonly isChanged: boolean;
  /** The last move; undefined when there is none to announce. */
  readonly lastMove: Move | undefined;
  readonly move: (itemId: string, by: Direction) => void;
  readonly save: () => void;
  readonly discard: () => void;
  readonly isSaving: boolean;
  readonly isSaved: boolean;
  /** Whether the order was changed elsewhere after the first move. The moves are dropped then. */
  readonly isOvertaken: boolean;
  readonly fault: unknown;
};

type OrderOptions = {
  readonly examId: string;
  /** The ids of the items in the stored order. */
  readonly stored: readonly string[];
  /** Called when an order was saved or discarded. Its buttons, which had the focus, are gone then. */
  readonly onEnd: () => void;
};

/** The order that the teacher made, without deleted items, and with new items at its end. */
const mergedOrder = (made: readonly string[], stored: readonly string[]): readonly string[] => [
  ...made.filter((id) => stored.includes(id)),
  ...stored.filter((id) => !made.includes(id)),
];

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id, at) => id === other[at]);

/** An order that the teacher made, and the stored order at the first move. */
type Made = { readonly itemIds: readonly string[]; readonly known: readonly string[] };

/** Gives the focus a place when the buttons of the order leave the page because of another order. */
const useFocusAfter = (isOvertaken: boolean, onEnd: () => void): void => {
  const ended = useEffectEvent(onEnd);
  useEffect(() => {
    if (isOvertaken && document.activeElement === document.body) ended();
  }, [isOvertaken]);
};

/** Moves items in the browser, and saves the whole order in one call. */
export const useItemOrder = ({ examId, stored, onEnd }: OrderOptions): ItemOrder => {
  const [made, setMade] = useState<Made>();
  const [lastMove, setLastMove] = useState<Move>();
  const client = useQueryClient();
  const saving = useAction(orderItems, [readExam]);
  // Added and deleted items are shown, so only another order of the others is a conflict.
  const known = made === undefined ? stored : mergedOrder(made.known, stored);
  const wanted = made === undefined ? stored : mergedOrder(made.itemIds, stored);
  // The wanted order is stored for a moment before a saving ends.
  const isOvertaken = !isSame(known, stored) && !isSame(wanted, stored);
  const itemIds = isOvertaken ? stored : wanted;
  useFocusAfter(isOvertaken, onEnd);
  const end = (): void => {
    setMade(undefined);
    setLastMove(undefined);
    onEnd();
  };
  return {
    itemIds,
    isChanged: !isSame(itemIds, stored),
    isOvertaken,
    lastMove: isOvertaken ? undefined : lastMove,
    move: (itemId, by) => {
      const from = itemIds.indexOf(itemId);
      const to = from + by;
      if (from < 0 || to < 0 || to >= itemIds.length) return;
      saving.reset();
      setMade({
        itemIds: itemIds.toSpliced(from, 1).toSpliced(to, 0, itemId),
        known: isOvertaken ? stored : known,
      });
      setLastMove({ itemId, by, from: from + 1, to: to + 1 });
    },
    save: () =>
      saving.mutate(
        { params: { id: examId }, body: { itemIds: [...itemIds], knownItemIds: [...known] } },
        {
          onSuccess: end,
          // A refusal may mean that the items were changed elsewhere.
          onError: () => void client.invalidateQueries({ queryKey: [readExam.operationId] }),
        },
      ),
    discard: () => {
      saving.reset();
      end();
    },
    isSaving: saving.isPending,
    isSaved: saving.isSuccess,
    fault: saving.error,
  };
};
