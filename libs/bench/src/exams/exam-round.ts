import { countStatuses, percentilesOf, sorted } from '../load/latency.ts';
import type { Measured, Point } from '../report/rounds.ts';
import type { RoundLength } from '../session/http-round.ts';
import { withProcessorTime } from '../session/processor.ts';
import type { Session } from '../session/session.ts';
import { type ExamAnswer, type ExamRequest, openExamLoad } from './exam-load.ts';
import type { Sittings } from './sittings.ts';

export const lastAnswerFigure = 'ms from the first request to the last answer';

/** More than a machine answers in a second, so that the limits of the readers are never met. */
const maxPerSecond = 400;
const startedKey = 'attempts started';

const outcomeOf = (answers: readonly ExamAnswer[], seconds: number): Measured['outcome'] => {
  const statuses = countStatuses(answers);
  const times = answers.flatMap(({ status, milliseconds }) => (status === 200 ? [milliseconds] : []));
  return {
    sent: answers.length,
    perSecond: (statuses['200'] ?? 0) / seconds,
    statuses,
    ...percentilesOf(sorted(times)),
  };
};

const lastOf = (answers: readonly ExamAnswer[]): number =>
  Math.max(0, ...answers.map(({ answeredAfterMilliseconds }) => answeredAfterMilliseconds));

type Send = (load: ReturnType<typeof openExamLoad>) => Promise<ExamAnswer[]>;

const measure = async (
  session: Session,
  sittings: Sittings,
  { expected, seconds, onWait }: Omit<RoundLength, 'point'> & { readonly expected: number },
  send: Send,
): Promise<Measured> => {
  const settle = await session.takeAll(['requests'], { requests: expected, seconds: seconds + 2, onWait });
  const load = openExamLoad(session.mesh.addresses.gatewayUrl, sittings);
  try {
    const { result, processorOf } = await withProcessorTime(session.processIds(), () => send(load));
    settle(result.length);
    const last = lastOf(result);
    return {
      outcome: outcomeOf(result, last / 1_000),
      processor: processorOf(result.length),
      counts: { [lastAnswerFigure]: last },
    };
  } finally {
    load.close();
  }
};

/** Requests of one kind in a closed loop. */
export const measureInTurn = async (
  session: Session,
  sittings: Sittings,
  { point, request, seconds, onWait }: RoundLength & { point: Point; request: ExamRequest },
): Promise<Measured> => {
  const measured = await measure(
    session,
    sittings,
    { seconds, onWait, expected: maxPerSecond * seconds },
    (load) => load.inTurn(request, point.clients, seconds),
  );
  if (request === 'start') session.fastest.set(startedKey, measured.outcome.perSecond);
  return measured;
};

/** Starts attempts at a multiple (`factor`) of the rate that the preceding closed loop reached. */
export const measureBurst = async (
  session: Session,
  sittings: Sittings,
  { factor, onWait }: { readonly factor: number; readonly onWait: RoundLength['onWait'] },
): Promise<Measured> => {
  const capacity = session.fastest.get(startedKey);
  if (capacity === undefined) throw new Error('a burst needs the capacity of an earlier round');
  const count = Math.max(1, Math.round(capacity * factor));
  const length = { seconds: 1, onWait, expected: count };
  const measured = await measure(session, sittings, length, (load) => load.burst(count, 1));
  return { ...measured, counts: { ...measured.counts, 'arrivals within a second': count } };
};
