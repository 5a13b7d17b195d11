import { type KindResult, minForP99, type Overload, type Phase } from './measure.ts';

/** The maximum duration of accepted requests, as a multiple of the duration without load. */
const maxStretch = 5;
const maxRecoverySeconds = 10;
/** Sign-ins and running exams are served before everything else. */
const minHighShare = 0.99;
const priorities: Readonly<Record<KindResult['kind'], 'high' | 'normal' | 'low'>> = {
  saves: 'high',
  signIns: 'high',
  reads: 'normal',
  lists: 'low',
};

const shareOf = ({ accepted, offered }: KindResult): number => (offered === 0 ? 1 : accepted / offered);

const breachesOfKind = (result: KindResult, calm: Phase | undefined): string[] => {
  const { kind, failed, p99, offered, accepted } = result;
  const before = calm?.kinds.find((each) => each.kind === kind)?.p99 ?? Number.NaN;
  const breaches: string[] = [];
  if (failed > 0) breaches.push(`${failed} of ${offered} ${kind} failed without 503 and Retry-After`);
  if (priorities[kind] === 'high' && shareOf(result) < minHighShare)
    breaches.push(
      `${Math.round(100 * shareOf(result))} % of ${kind} were accepted, not ${100 * minHighShare} %`,
    );
  if (Number.isNaN(before))
    breaches.push(`no ${kind} were accepted without load, so their p99 has no measure`);
  if (p99 > maxStretch * before)
    breaches.push(
      `the ${accepted < minForP99 ? `slowest of ${accepted}` : 'p99 of'} ${kind} was ${(p99 / before).toFixed(1)} times that without load, not ${maxStretch}`,
    );
  return breaches;
};

/** A machine that refuses requests without load gives no measure of an overload. */
const breachesOfCalm = ({ title, kinds }: Phase): string[] =>
  kinds
    .filter(({ accepted, offered }) => accepted < offered)
    .map(
      ({ kind, accepted, offered }) =>
        `${title}: ${offered - accepted} of ${offered} ${kind} were refused, so the comparison says nothing`,
    );

/**
 * The guarantees that did not hold in an overload. They are: the system sheds with 503 and Retry-After,
 * serves high priority first, keeps the p99 of what it accepts, and recovers. The first phase is the one
 * without load.
 */
export const breachesOf = ({ phases: [calm, ...overloads] }: Overload): string[] => [
  ...(calm === undefined ? [] : breachesOfCalm(calm)),
  ...overloads.flatMap((phase) => {
    const { title, kinds, recoverySeconds = 0 } = phase;
    const breaches = kinds.flatMap((result) => breachesOfKind(result, calm));
    if (kinds.every(({ shed }) => shed === 0)) breaches.push('no request was shed, so there was no overload');
    if (recoverySeconds === Number.POSITIVE_INFINITY) breaches.push('the system did not recover');
    else if (recoverySeconds > maxRecoverySeconds)
      breaches.push(`the recovery took ${recoverySeconds.toFixed(1)} s, not ${maxRecoverySeconds} s`);
    return breaches.map((breach) => `${title}: ${breach}`);
  }),
];
