import { z } from 'zod';

const targets = z.array(z.object({ webSocketDebuggerUrl: z.url() })).min(1);
const reply = z.object({
  id: z.int().optional(),
  result: z.object({ usedSize: z.number().optional() }).optional(),
});
const answerMilliseconds = 20_000;
const megabyte = 2 ** 20;

/**
 * The heap that a process of Node still uses after a full garbage collection, in MB. Other readings move by
 * tens of MB with the rhythm of the collector.
 *
 * @param port of the inspector: the process runs with `--inspect=127.0.0.1:port`.
 * @throws Error when the inspector does not answer within 20 s.
 */
export const heapAfterCollection = async (port: number): Promise<number> => {
  const signal = AbortSignal.timeout(answerMilliseconds);
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`, { signal });
  const [target] = targets.parse(await answer.json());
  if (target === undefined) throw new Error(`port ${port} belongs to no inspector`);
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  const used = Promise.withResolvers<number>();
  const give = (error: unknown) => used.reject(error);
  signal.addEventListener('abort', () => give(signal.reason));
  socket.addEventListener('error', () => give(new Error(`the inspector at port ${port} does not answer`)));
  socket.addEventListener('open', () => {
    socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
    socket.send(JSON.stringify({ id: 2, method: 'Runtime.getHeapUsage' }));
  });
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = reply.parse(JSON.parse(String(data)));
    if (id === 2) used.resolve((result?.usedSize ?? Number.NaN) / megabyte);
  });
  try {
    return await used.promise;
  } finally {
    socket.close();
  }
};
