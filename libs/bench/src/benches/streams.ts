import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { questions } from '../datasets/questions.ts';
import { type Aim, answeredRows, atMost } from '../report/aims.ts';
import { arriving } from '../report/rounds.ts';
import { type Row, rowAt } from '../report/summary.ts';
import { edgeTarget } from '../session/http-round.ts';
import { answerWords, wordMilliseconds } from '../streams/answer-length.ts';
import { measureStreams, perTokenFigure, tokenFaults } from '../streams/stream-round.ts';
import type { MeasuredWay } from './bench-plan.ts';

const second = 'model';

/** The loads of the streams with their targets in milliseconds to the first token. */
const loads = [
  { point: arriving('streams', 25, 2), p50: 12, p99: 40 },
  { point: arriving('streams', 100, 2), p50: 40, p99: 120 },
  { point: arriving('streams', 300, 10), p50: 60, p99: 250 },
];

export const streamPoints = loads.map(({ point }) => point);

export const streamWay: MeasuredWay = {
  name: 'streams',
  title: 'stream with a model',
  isMeasuredAt: ({ arrivals }) => arrivals !== undefined,
  warmsUp: true,
  measure: (session, round) => {
    const { gatewayUrl } = session.addressesOf(second);
    return measureStreams(
      session,
      (readers) =>
        readers.map((reader, place) =>
          edgeTarget(gatewayUrl, ask, reader, { message: questions[place % questions.length] }),
        ),
      { ...round, second },
    );
  },
};

export const streamAims = (rows: readonly Row[]): Aim[] => {
  const timing = loads.flatMap(({ point: { title }, p50, p99 }) => {
    const row = rowAt(answeredRows(rows), title, streamWay.name);
    const about = (figure: string) => ({
      figure: `time to first token added, ${title}: ${figure}`,
      unit: 'ms',
    });
    return [atMost(p50, row?.p50, about('p50')), atMost(p99, row?.p99, about('p99'))];
  });
  const faults = loads.map(({ point: { title } }) => rowAt(rows, title, streamWay.name)?.counts[tokenFaults]);
  const known = faults.flatMap((each) => each ?? []);
  const perToken = rowAt(answeredRows(rows), '100 streams over 2 s', streamWay.name)?.counts[perTokenFigure];
  return [
    ...timing,
    atMost(0, known.length === loads.length ? Math.max(...known) : undefined, {
      figure: tokenFaults,
      unit: '',
    }),
    atMost(0.12, perToken && perToken / 1_000, {
      figure: 'chat: processor time per streamed token at 100 streams',
      unit: 'ms',
      missing: 'not all streams were open together, or some were refused',
    }),
  ];
};

export const streamMethod = [
  `**stream with a model**: the scripted model sends the first word when the question arrives, then a word every ${wordMilliseconds} ms, ${answerWords} in all. So the whole time to the first token is added by the system. Each word carries its number and the time of its sending. Processor time counts for a token.`,
  'A second gateway and a second chat ask the model; they share everything else with the first ones. The model is a process of its own; the client of the streams runs in the process of the bench, so its own time is part of the figure.',
];
