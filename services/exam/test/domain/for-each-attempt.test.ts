import type { IdBatch } from '@ai-teacher/service-kit/domain/for-each-id.ts';
import { describe, expect, it } from '@jest/globals';
import { forEachAttempt } from '../../src/domain/attempts/batches/for-each-attempt.ts';

const ids = ['1', '2', '3', '4'];
const list = async ({ after, limit }: IdBatch): Promise<readonly string[]> =>
  ids.filter((id) => id > after).slice(0, limit);

/** Runs work that fails for the given attempt, and stops the process during the given one. */
const runWith = async ({ failing, stopped }: { failing: string; stopped?: string }) => {
  const process = new AbortController();
  const begun: string[] = [];
  const failed: string[] = [];
  const work = async (id: string): Promise<void> => {
    begun.push(id);
    if (id === stopped) process.abort(new Error('the process stops'));
    if (id === failing) throw new Error(`${id} fails`);
  };
  const onFailure = async (id: string): Promise<void> => void failed.push(id);
  const result = forEachAttempt(list, work, { after: '0', onFailure, signal: process.signal });
  const ended = await result.then(
    (failure) => ({ failure }),
    (thrown: unknown) => ({ thrown }),
  );
  return { begun, failed, ended };
};

describe('forEachAttempt', () => {
  it('continues after the failure of an attempt, and returns the failure', async () => {
    expect(await runWith({ failing: '2' })).toEqual({
      begun: ids,
      failed: ['2'],
      ended: { failure: { error: new Error('2 fails') } },
    });
  });

  it('ends between two attempts when the process stops, and reports no result', async () => {
    expect(await runWith({ failing: '1', stopped: '3' })).toEqual({
      begun: ['1', '2', '3'],
      failed: ['1'],
      ended: { thrown: new Error('the process stops') },
    });
  });

  it('records no failure of an attempt whose work fails while the process stops', async () => {
    expect(await runWith({ failing: '3', stopped: '3' })).toEqual({
      begun: ['1', '2', '3'],
      failed: [],
      ended: { thrown: new Error('3 fails') },
    });
  });
});
