import { type Ledger, newLedger, type SittingRecord } from '../ledger.ts';

/** The ledger as it is now. Later acknowledgements change the original only. */
export const copyLedger = ({ acknowledged }: Ledger): Ledger => ({
  ...newLedger(),
  acknowledged: structuredClone(acknowledged),
});

/**
 * What a backup must contain: every write that was acknowledged before its snapshots. A response may also
 * be a later one, up to `after`, which is the ledger when the snapshots had been taken.
 */
export const expectedOf = (before: Ledger, after: Ledger): Ledger => {
  const later = new Map(after.acknowledged.attempts.map((attempt) => [attempt.attemptId, attempt]));
  const attempts = before.acknowledged.attempts.map((attempt): SittingRecord => {
    const responses = new Map(attempt.responses);
    for (const [itemId, values] of later.get(attempt.attemptId)?.responses ?? [])
      responses.set(itemId, [...(responses.get(itemId) ?? [null]), ...values]);
    return { ...attempt, responses };
  });
  return { ...before, acknowledged: { ...before.acknowledged, attempts } };
};
