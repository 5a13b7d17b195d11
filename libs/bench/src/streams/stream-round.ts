import { countStatuses, median, percentilesOf, sorted } from '../load/latency.ts';
import type { Target } from '../load/load.ts';
import { processorTimes } from '../machine/processor-time.ts';
import type { Measured, Point } from '../report/rounds.ts';
import type { RoundLength } from '../session/http-round.ts';
import { withProcessorTime } from '../session/processor.ts';
import type { Reader } from '../session/readers.ts';
import type { Session } from '../session/session.ts';
import { answerWords } from './answer-length.ts';
import { accountFor } from './numbered-words.ts';
import { openStreams, type Streamed, type StreamWatch } from './stream-load.ts';

export const perTokenFigure = 'chat: µs per token while all streams are open';
export const tokenFaults = 'tokens lost, repeated or reordered';

/** The whole answer may take so long beyond its arrival when the limits are counted. */
const spareSeconds = 15;

type Reading = { readonly milliseconds: number; readonly tokens: number };

/**
 * Reads the processor time of chat when every stream has begun, and again when the first one ends. In between
 * chat only forwards words, so the preparation of the answers does not count.
 */
const watchForwarding = (count: number, readMilliseconds: () => number) => {
  let [begun, tokens] = [0, 0];
  let from: Reading | undefined;
  let to: Reading | undefined;
  const read = (): Reading => ({ milliseconds: readMilliseconds(), tokens });
  const watch: StreamWatch = {
    onWord: (isFirst) => {
      tokens += 1;
      if (!isFirst) return;
      begun += 1;
      if (begun === count && to === undefined) from = read();
    },
    onEnd: () => {
      to ??= read();
    },
  };
  return {
    watch,
    perToken: () =>
      from === undefined || to === undefined || to.tokens <= from.tokens
        ? undefined
        : ((to.milliseconds - from.milliseconds) * 1_000) / (to.tokens - from.tokens),
  };
};

const outcomeOf = (streams: readonly Streamed[], seconds: number): Measured['outcome'] => {
  const first = streams.flatMap(({ firstMilliseconds: each }) => each ?? []);
  return {
    sent: streams.length,
    perSecond: streams.length / seconds,
    statuses: countStatuses(streams),
    ...percentilesOf(sorted(first)),
  };
};

/** The faults of all answers that began. A refused answer lost no token; its status is counted elsewhere. */
export const faultsOf = (streams: readonly Streamed[], expected: number): Record<string, number> => {
  const opened = streams.filter(({ isOpened }) => isOpened);
  const accounts = opened.map(({ numbers }) => accountFor(numbers, expected));
  const sum = (figure: 'lost' | 'repeated' | 'reordered') =>
    accounts.reduce((total, account) => total + account[figure], 0);
  const [lost, repeated, reordered] = [sum('lost'), sum('repeated'), sum('reordered')];
  return { lost, repeated, reordered, [tokenFaults]: lost + repeated + reordered };
};

/**
 * Opens streams and measures the time to their first word. Processor time is given for a token, with the
 * preparation of the answers.
 */
export const measureStreams = async (
  session: Session,
  targetsOf: (readers: readonly Reader[]) => Target[],
  { point, onWait, second }: RoundLength & { readonly point: Point; readonly second: string },
): Promise<Measured> => {
  if (point.arrivals === undefined) throw new Error(`${point.title} opens no streams`);
  const { count, seconds } = point.arrivals;
  const targets = targetsOf(await session.readers());
  const chosen = Array.from({ length: count }, (_, place) => targets[place % targets.length] as Target);
  const wanted = { requests: count, seconds: seconds + spareSeconds, onWait };
  const settle = await session.takeAll(['questions', 'requests'], wanted);
  const ids = session.processIds(second);
  const chat = new Map([...ids].filter(([part]) => part === 'chat'));
  const { watch, perToken } = watchForwarding(count, () => processorTimes(chat).get('chat') ?? Number.NaN);
  const start = performance.now();
  const { result: streams, processorOf } = await withProcessorTime(ids, () =>
    openStreams(chosen, seconds, watch),
  );
  settle(count);
  const tokens = streams.reduce((sum, { numbers }) => sum + numbers.length, 0);
  const forwarding = perToken();
  return {
    outcome: outcomeOf(streams, (performance.now() - start) / 1_000),
    processor: processorOf(tokens),
    counts: {
      ...faultsOf(streams, answerWords),
      'tokens received': tokens,
      'ms from the model to the client, median': median(streams.flatMap(({ delays }) => delays)),
      ...(forwarding === undefined ? {} : { [perTokenFigure]: forwarding }),
    },
  };
};
