import { z } from 'zod';
import { measureLogins, measureStorm, stormFigures } from '../logins/login-round.ts';
import { runProgram } from '../machine/run-program.ts';
import { allAnswered, answeredRows, atLeast, atMost, between } from '../report/aims.ts';
import { type Measured, type Point, saturation } from '../report/rounds.ts';
import { type Row, rowAt } from '../report/summary.ts';
import type { MakeBench } from './bench-plan.ts';

/** Verifies passwords with the hasher of auth alone. */
const program = 'services/auth/bench/hashing.ts';

const storm: Point = { title: 'storm of 10 × capacity', clients: 0 };
const isStorm = ({ title }: Point): boolean => title === storm.title;

const measureBare = async (seconds: number): Promise<Measured> => {
  const found = z
    .object({ verifications: z.number(), seconds: z.number() })
    .parse(await runProgram(program, { seconds }));
  const { verifications } = found;
  const none = { p50: Number.NaN, p99: Number.NaN, p999: Number.NaN };
  const perSecond = verifications / found.seconds;
  return {
    outcome: { sent: verifications, perSecond, statuses: { 200: verifications }, ...none },
    processor: {},
  };
};

const aims = (all: readonly Row[]) => {
  const rows = answeredRows(all);
  const share = between(
    [rowAt(rows, 'saturation', 'login'), rowAt(rows, 'saturation', 'bare')],
    (login, bare) => login.perSecond / bare.perSecond,
  );
  const stormed = rowAt(all, storm.title, 'storm');
  const missing = stormed && 'no login was refused';
  return [
    atLeast(0.9, share, { figure: 'logins per second, share of bare argon2 verifications', unit: '' }),
    atMost(2_000, stormed?.p99, {
      figure: `${storm.title}: wait of the logins that succeed, p99`,
      unit: 'ms',
    }),
    atLeast(100, stormed?.counts[stormFigures.withRetryAfter], {
      figure: `${storm.title}: refusals that are 503 with Retry-After`,
      unit: '%',
      ...(missing === undefined ? {} : { missing }),
    }),
    allAnswered(all.filter(({ point }) => !isStorm(point))),
  ];
};

/** Logins beside bare password verifications, and a storm of them. */
export const loginBench: MakeBench = () => ({
  name: 'login',
  title: 'Login benchmark',
  points: [saturation, storm],
  ways: [
    {
      name: 'bare',
      title: 'bare argon2 verification',
      isMeasuredAt: (point) => !isStorm(point),
      warmsUp: false,
      measure: (_, { seconds }) => measureBare(seconds),
    },
    {
      name: 'login',
      title: 'login',
      isMeasuredAt: (point) => !isStorm(point),
      warmsUp: true,
      measure: (session, { seconds }) => measureLogins(session, seconds),
    },
    {
      name: 'storm',
      title: 'login in a storm',
      isMeasuredAt: isStorm,
      warmsUp: false,
      measure: (session) => measureStorm(session),
    },
  ],
  seconds: [],
  aims,
  method: [
    '**bare argon2 verification**: the hasher of auth with its parameters and its concurrency, in a process of its own. **login**: `POST /api/auth/login` through the gateway, 8 clients of a Node program instead of vegeta, from many addresses.',
    '**storm**: for 3 s ten times as many logins arrive as the round before answered. Latencies are those of the logins that succeed. Meanwhile a reader reads every 50 ms.',
  ],
});
