import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { orderItems } from '@ai-teacher/contracts/exam/item-editing.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
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

/** Moves items in the browser, and saves the whole order in one call. */
export const useItemOrder = ({ examId, stored, onEnd }: OrderOptions): ItemOrder => {
  const [made, setMade] = useState<readonly string[]>();
  const [lastMove, setLastMove] = useState<Move>();
  const client = useQueryClient();
  const saving = useAction(orderItems, [readExam]);
  const itemIds = made === undefined ? stored : mergedOrder(made, stored);
  const end = (): void => {
    setMade(undefined);
    setLastMove(undefined);
    onEnd();
  };
  return {
    itemIds,
    isChanged: itemIds.some((id, at) => id !== stored[at]),
    lastMove,
    move: (itemId, by) => {
      const from = itemIds.indexOf(itemId);
      const to = from + by;
      if (from < 0 || to < 0 || to >= itemIds.length) return;
      saving.reset();
      setMade(itemIds.toSpliced(from, 1).toSpliced(to, 0, itemId));
      setLastMove({ itemId, by, from: from + 1, to: to + 1 });
    },
    save: () =>
      saving.mutate(
        { params: { id: examId }, body: { itemIds: [...itemIds] } },
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
