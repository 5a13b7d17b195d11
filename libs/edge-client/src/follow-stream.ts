import { EdgeProblem, EdgeUnreachable } from './edge-problem.ts';
import { pause } from './retry-rules.ts';

/** A stream ends for good with one of these events; every other end is an interruption. */
const finalEvents = new Set(['done', 'message.completed', 'error']);
const firstWaitMilliseconds = 500;
const maxWaitMilliseconds = 15_000;
/** The longest wait that a `Retry-After` may ask for. */
const maxAskedMilliseconds = 300_000;

type Named = { readonly id: string | null; readonly event: string };

/** Whether a fault can pass: no network, a busy or restarting gateway, too many open streams. */
const canPass = (fault: unknown): boolean =>
  fault instanceof EdgeUnreachable ||
  (fault instanceof EdgeProblem && [408, 429, 502, 503, 504].includes(fault.exchange.status)) ||
  // A connection that breaks inside a body rejects the read with a TypeError, as the Fetch standard says.
  fault instanceof TypeError;

const waitAfter = (failures: number, fault: unknown): number => {
  const asked = fault instanceof EdgeProblem ? fault.retryAfterSeconds : undefined;
  const backOff = Math.min(maxWaitMilliseconds, firstWaitMilliseconds * 2 ** failures);
  if (asked === undefined) return backOff * (0.5 + Math.random() / 2);
  return Math.min(maxAskedMilliseconds, Math.max(firstWaitMilliseconds, asked * 1_000));
};

/**
 * Follows a stream over interruptions. `open` receives the id of the last event, for `Last-Event-ID`. Waits
 * grow from 0.5 s to 15 s and start again with each event.
 *
 * @throws the fault of `open` that no repetition can change, and the reason of the signal.
 */
export const followStream = async function* <Event extends Named>(
  open: (lastEventId: string | null) => Promise<AsyncGenerator<Event>>,
  signal?: AbortSignal,
): AsyncGenerator<Event> {
  let lastEventId: string | null = null;
  for (let failures = 0; ; failures++) {
    let fault: unknown;
    try {
      for await (const event of await open(lastEventId)) {
        failures = 0;
        lastEventId = event.id ?? lastEventId;
        yield event;
        if (finalEvents.has(event.event)) return;
      }
    } catch (caught) {
      if (signal?.aborted || !canPass(caught)) throw caught;
      fault = caught;
    }
    await pause(waitAfter(failures, fault), signal);
  }
};
