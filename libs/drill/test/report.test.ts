import { type Failure, newLedger } from '@ai-teacher/drill/ledger.ts';
import type { DoneHarm } from '@ai-teacher/drill/mesh/do-harm.ts';
import { verdictOf } from '@ai-teacher/drill/report/report.ts';
import { noticedMilliseconds } from '@ai-teacher/drill/windows.ts';
import { describe, expect, it } from '@jest/globals';

const failure = (about: Partial<Failure>): Failure => ({
  ...{ operation: 'ask', service: 'chat', outcome: 503, code: 'upstream-unavailable', requestId: 'r' },
  ...{ beganAt: 1_000, endedAt: 1_100 },
  ...about,
});
const harm: DoneHarm = { process: 'rag-2', kind: 'kill', beganAt: 900, healthyAt: 5_000 };
const verdictOn = (
  about: Partial<Failure>,
  { logged = [], process = harm.process }: { logged?: [string, string[]][]; process?: string } = {},
): readonly string[] => {
  const ledger = { ...newLedger(), failures: [failure(about)] };
  const harms = [{ ...harm, process }];
  return verdictOf({ findings: [], harms, ledger, logged: new Map(logged) }).unexplained;
};
const unexplained = (about: Partial<Failure>, process?: string): number =>
  verdictOn(about, process === undefined ? {} : { process }).length;

describe('the verdict on a failed request', () => {
  it('explains the failure by a harm to a part that the request needs', () => {
    expect(unexplained({})).toBe(0);
    expect(unexplained({ service: 'notification', operation: 'listNotifications' })).toBe(1);
  });

  it.each(['ratelimit', 'redis-edge', 'redis'])(
    'explains by a harm to %s only the refusals to count',
    (part) => {
      expect(unexplained({}, part)).toBe(1);
      expect(unexplained({ service: 'user', operation: 'readMe', outcome: 'timeout' }, part)).toBe(1);
      expect(unexplained({ code: 'rate-limit-unavailable' }, part)).toBe(0);
    },
  );

  it('explains no failure by a harm to a service that the request does not call', () => {
    for (const service of ['chat', 'rag', 'exam', 'notification'])
      for (const other of ['auth-2', 'user', 'notification-2', 'otel-collector'])
        expect({ service, other, count: unexplained({ service }, other) }).toEqual({
          ...{ service, other },
          count: other.startsWith(service) ? 0 : 1,
        });
    expect(unexplained({ service: 'auth' }, 'auth-2')).toBe(0);
    expect(unexplained({ service: 'user' }, 'gateway')).toBe(0);
    expect(unexplained({ service: 'user' }, 'postgres')).toBe(0);
  });

  it('explains the failure by a harm only during the harm and its recovery', () => {
    expect(unexplained({ beganAt: 14_000, endedAt: 14_100 })).toBe(0);
    expect(unexplained({ beganAt: 16_000, endedAt: 16_100 })).toBe(1);
    expect(unexplained({ beganAt: 100, endedAt: 200 })).toBe(1);
  });

  it('explains a wait for an idempotency key only by a harm that ended the first attempt', () => {
    const waiting = { outcome: 409, code: 'idempotency-key-in-use', beganAt: 40_000, endedAt: 40_100 };
    const again = failure({ ...waiting, beganAt: 39_000, endedAt: 39_100, previous: failure({}) });
    expect(unexplained({ ...waiting, previous: again })).toBe(0);
    expect(unexplained(waiting)).toBe(1);
    expect(unexplained({ ...waiting, beganAt: 90_000, endedAt: 90_100, previous: again })).toBe(1);
    expect(unexplained({ ...waiting, previous: failure({ beganAt: 100, endedAt: 200 }) })).toBe(1);
    expect(unexplained({ beganAt: 40_000, endedAt: 40_100, previous: failure({}) })).toBe(1);
  });

  it('explains a limit by the requests that were repeated in the minute before', () => {
    expect(unexplained({ outcome: 429, code: 'rate-limited', beganAt: 70_000, endedAt: 70_010 })).toBe(0);
    expect(unexplained({ outcome: 429, code: 'rate-limited', beganAt: 200_000, endedAt: 200_010 })).toBe(1);
  });

  it('never explains a refusal', () => {
    expect(unexplained({ outcome: 404, code: 'session-not-found' })).toBe(1);
    expect(unexplained({ outcome: 401, code: 'token-invalid' })).toBe(1);
  });

  it('explains an internal error only by a harm to PostgreSQL, which can lose the answer to a commit', () => {
    for (const part of ['gateway', 'chat', 'rag-2', 'qdrant'])
      expect(unexplained({ outcome: 500, code: 'internal-error' }, part)).toBe(1);
    expect(unexplained({ outcome: 500, code: 'internal-error' }, 'postgres')).toBe(0);
  });
});

it('a failure that no harm explains is reported with its times and its log lines', () => {
  const about = { beganAt: 20_900, endedAt: 21_900, requestId: 'the-request' };
  expect(verdictOn(about, { logged: [['the-request', ['{"msg":"slow"}']]] })).toEqual([
    'ask → 503 upstream-unavailable, request the-request, from 20.0 s to 21.0 s after the first failure\n' +
      '  {"msg":"slow"}',
  ]);
});

it('people notice a harm until the last request that failed because of it', () => {
  const failures = [failure({}), failure({ beganAt: 2_000, endedAt: 2_400 }), failure({ service: 'user' })];
  expect(noticedMilliseconds(harm, failures)).toBe(1_500);
  expect(noticedMilliseconds(harm, [])).toBe(0);
});
