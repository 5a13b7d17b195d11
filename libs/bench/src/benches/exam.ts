import { measureBurst, measureInTurn } from '../exams/exam-round.ts';
import { openSittings, type Sittings } from '../exams/sittings.ts';
import { allAnswered, answeredRows, atMost, processorMultiple } from '../report/aims.ts';
import { type Point, saturation } from '../report/rounds.ts';
import type { Row } from '../report/summary.ts';
import { httpWay, type MakeBench, type MeasuredWay } from './bench-plan.ts';
import { profileReads } from './requests.ts';

const exams = 16;
/** Attempts that arrive in a second, as a multiple of the attempts that are answered in a second. */
const burstFactor = 4;

export const burstPoint: Point = { title: `burst of ${burstFactor} × capacity within 1 s`, clients: 0 };
const isBurst = ({ title }: Point): boolean => title === burstPoint.title;

const aims = (all: readonly Row[]) => {
  const rows = answeredRows(all);
  const multiple = (way: string) => processorMultiple(rows, saturation.title, [way, 'read']);
  return [
    atMost(5, multiple('start'), {
      figure: 'start of an attempt: processor time of all parts, multiple of one read, at saturation',
      unit: '',
    }),
    atMost(3, multiple('save'), {
      figure: 'saved response: processor time of all parts, multiple of one read, at saturation',
      unit: '',
    }),
    allAnswered(all),
  ];
};

const requestsOf = (sittings: () => Sittings): MeasuredWay[] =>
  (
    [
      ['start', 'start of an attempt'],
      ['save', 'saved response'],
      ['attempt', 'read of an attempt in progress'],
      ['submit', 'submitted attempt'],
      ['inbox', 'page of notifications'],
    ] as const
  ).map(([name, title]) => ({
    name,
    title,
    isMeasuredAt: (point) => !isBurst(point),
    warmsUp: true,
    measure: (session, round) => measureInTurn(session, sittings(), { ...round, request: name }),
  }));

/**
 * Measures the cost of an exam: its start, its saved responses, the reads of its attempts, its submission,
 * and a start of many together.
 */
export const examBench: MakeBench = () => {
  let opened: Sittings | undefined;
  const sittings = (): Sittings => {
    if (opened === undefined) throw new Error('the exams of this bench were not published');
    return opened;
  };
  return {
    name: 'exam',
    title: 'Exam benchmark',
    points: [saturation, burstPoint],
    ways: [
      httpWay({ name: 'read', title: 'authenticated read' }, profileReads(), (point) => !isBurst(point)),
      ...requestsOf(sittings),
      {
        name: 'burst',
        title: 'starts of attempts that arrive together',
        isMeasuredAt: isBurst,
        warmsUp: false,
        measure: (session, { onWait }) => measureBurst(session, sittings(), { factor: burstFactor, onWait }),
      },
    ],
    seconds: [],
    prepare: async (session) => {
      opened = await openSittings(session, exams);
    },
    aims,
    method: [
      `**start, saved response, read of an attempt, submitted attempt, page of notifications**: requests of readers for ${exams} published exams of six items through the gateway, ${saturation.clients} clients of a Node program instead of vegeta.`,
      '**burst**: so many attempts arrive evenly within a second, whatever the answers do. A latency counts from the due time. `npm run plan` compares its simulation with this round.',
    ],
  };
};
