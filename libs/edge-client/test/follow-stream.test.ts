import { expect, it } from '@jest/globals';
import { EdgeProblem, type Exchange } from '../src/edge-problem.ts';
import { followStream } from '../src/follow-stream.ts';

const exchange: Exchange = {
  ...{ service: 'rag', operationId: 'followDocument', method: 'GET', path: '/api/rag/documents/1/events' },
  ...{ body: undefined, status: 503, requestId: 'r', milliseconds: 1 },
};

it('followStream waits before it opens a stream again, also when Retry-After is 0', async () => {
  const opened: number[] = [];
  const open = async () => {
    opened.push(performance.now());
    if (opened.length === 1) throw new EdgeProblem(exchange, undefined, 0);
    return (async function* () {
      yield { id: null, event: 'done' };
    })();
  };
  expect(await Array.fromAsync(followStream(open))).toEqual([{ id: null, event: 'done' }]);
  const [first = 0, second = 0] = opened;
  // Timers may end a millisecond before their time.
  expect(second - first).toBeGreaterThanOrEqual(498);
});
