import { withoutControls } from '@ai-teacher/contracts/text.ts';
import { useState } from 'react';
import type { BlankItem, Response } from '../items/input-props.ts';
import type { Responses } from './outbox/response-outbox.ts';
import { useOtherTabs, useOutbox } from './outbox/use-outbox.ts';
import type { ReadAttempt } from './use-attempt.ts';

/** The response without characters that the server refuses. A field with one line shows no line breaks. */
const acceptable = ({ type }: BlankItem, response: Response): Response => {
  if (typeof response !== 'string') return response;
  const words = withoutControls(response);
  return type === 'short_answer' || type === 'long_answer' ? words : words.replaceAll('\n', ' ');
};

const savedIn = ({ items }: ReadAttempt): Responses =>
  Object.fromEntries(items.map(({ itemId, response }) => [itemId, response]));

/** The responses of an attempt in progress, as the student sees them. */
export const useResponses = (attempt: ReadAttempt) => {
  const { attemptId, askedAt } = attempt;
  const { outbox, state, refused } = useOutbox(attemptId);
  const [changed, setChanged] = useState<Responses>({});
  // An older text on this page would replace the newer one of another tab with the next key.
  useOtherTabs(attemptId, ({ itemId, response }) =>
    setChanged((others) => ({ ...others, [itemId]: response })),
  );
  const responses: Responses = { ...savedIn(attempt), ...outbox.latest(attemptId, askedAt), ...changed };
  return {
    outbox,
    state,
    refused,
    responses,
    answer: (item: BlankItem, given: Response): void => {
      const { itemId } = item;
      const response = acceptable(item, given);
      setChanged((others) => ({ ...others, [itemId]: response }));
      outbox.put({ attemptId, itemId, response });
    },
    /** Dismisses a refused response. The item has the response of the server again. */
    dismiss: (itemId: string): void => {
      outbox.dismiss({ attemptId, itemId });
      setChanged(({ [itemId]: _, ...others }) => others);
    },
  };
};
