import type { RequestKind } from '../inputs/inputs.ts';
import { type Figure, figure, shown } from './figure.ts';
import { examStarters, type Workload } from './workload.ts';

export const peakNames = ['lesson', 'monday', 'exam start', 'exam', 'exam end'] as const;
export type PeakName = (typeof peakNames)[number];

/** The requests of the busiest minute of a peak. The peaks are not added: a ministry plans their times. */
export type Peak = {
  readonly name: PeakName;
  readonly rates: Rates;
};

type Rates = Readonly<Partial<Record<RequestKind, Figure>>>;

const rate = (kind: RequestKind, value: number, formula: string): Rates => ({
  [kind]: figure(kind, [value, '/s'], formula),
});

const lesson = (load: Workload): Peak => {
  const share = load['busiest-hour-percent'] / 100;
  const factor = load['busiest-minute-factor'];
  const perSecond = (daily: number) => (load.pupils * daily * share * factor) / 3_600;
  const by = `× ${shown(share)} in the busiest hour × ${shown(factor)} / 3 600 s`;
  const questions = perSecond(load['questions-per-day']);
  const modelled = questions * (load['model-percent'] / 100);
  return {
    name: 'lesson',
    rates: {
      ...rate(
        'question',
        questions,
        `${shown(load.pupils)} pupils × ${load['questions-per-day']} a day ${by}`,
      ),
      ...rate(
        'read',
        questions * load['reads-per-question'],
        `${shown(questions)} questions/s × ${load['reads-per-question']}`,
      ),
      ...rate(
        'search',
        perSecond(load['searches-per-day']),
        `${shown(load.pupils)} pupils × ${load['searches-per-day']} a day ${by}`,
      ),
      ...rate(
        'token',
        modelled * load['answer-tokens'],
        `${shown(questions)} questions/s × ${load['model-percent']} % × ${load['answer-tokens']} tokens`,
      ),
    },
  };
};

const monday = (load: Workload): Peak => {
  const signIns = (load.pupils * load['monday-percent']) / 100 / (load['monday-minutes'] * 60);
  const formula = `${shown(load.pupils)} pupils × ${load['monday-percent']} % / ${load['monday-minutes']} min`;
  return {
    name: 'monday',
    rates: {
      ...rate('signIn', signIns, formula),
      ...rate(
        'read',
        signIns * load['reads-per-sign-in'],
        `${shown(signIns)} sign-ins/s × ${load['reads-per-sign-in']}`,
      ),
      ...rate('inbox', signIns, `${shown(signIns)} sign-ins/s × 1`),
    },
  };
};

/** The arrivals of an exam start in a second: the wider of the window and the jitter spreads them. */
export const startsPerSecond = (load: Workload): number =>
  examStarters(load) / Math.max(load['exam-start-seconds'], load['jitter-seconds']);

const examPeaks = (load: Workload): Peak[] => {
  const starters = examStarters(load);
  const starts = startsPerSecond(load);
  const window = `max(${load['exam-start-seconds']} s, ${load['jitter-seconds']} s of jitter)`;
  const spread = `${shown(starters)} pupils / ${window}`;
  const saves = load['items-per-exam'] * load['saves-per-item'];
  return [
    {
      name: 'exam start',
      rates: {
        ...rate('startAttempt', starts, spread),
        ...rate(
          'read',
          starts * load['reads-per-start'],
          `${shown(starts)} starts/s × ${load['reads-per-start']}`,
        ),
        ...rate('readAttempt', starts, `${shown(starts)} starts/s × 1, when the page of the attempt opens`),
      },
    },
    {
      name: 'exam',
      rates: {
        ...rate(
          'saveResponse',
          (starters * saves) / (load['exam-minutes'] * 60),
          `${shown(starters)} pupils × ${load['items-per-exam']} items × ${load['saves-per-item']} / ${load['exam-minutes']} min`,
        ),
        ...rate(
          'readAttempt',
          starters / load['attempt-read-seconds'],
          `${shown(starters)} pupils / ${load['attempt-read-seconds']} s`,
        ),
      },
    },
    {
      name: 'exam end',
      rates: {
        ...rate('submitAttempt', starts, `submissions arrive as the starts did: ${spread}`),
        ...rate(
          'readAttempt',
          starts,
          `${shown(starts)} submissions/s × 1, because the page shows the result`,
        ),
      },
    },
  ];
};

/** The peaks that the options state. */
export const peaksOf = (load: Workload): Peak[] => [lesson(load), monday(load), ...examPeaks(load)];
