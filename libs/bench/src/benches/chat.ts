import { allAnswered, answeredRows, atMost, processorMultiple, tracingShare } from '../report/aims.ts';
import { oneClient, saturation } from '../report/rounds.ts';
import { type Row, rowAt } from '../report/summary.ts';
import { fillLibrary } from '../session/library.ts';
import { untracedPlan } from '../session/second-way.ts';
import { modelPlan } from '../streams/model-process.ts';
import { httpWay, type MakeBench } from './bench-plan.ts';
import { plainQuestions, profileReads } from './requests.ts';
import { streamAims, streamMethod, streamPoints, streamWay } from './streams.ts';

const aims = (all: readonly Row[]) => {
  const rows = answeredRows(all);
  const multiple = (point: string) => processorMultiple(rows, point, ['question', 'read']);
  return [
    atMost(5, multiple('saturation'), {
      figure: 'question without a model: processor time of all parts, multiple of one read, at saturation',
      unit: '',
    }),
    atMost(3.5, multiple('one client'), {
      figure: 'question without a model: processor time of all parts, multiple of one read, one client',
      unit: '',
    }),
    atMost(15, rowAt(rows, 'one client', 'question')?.p50, {
      figure: 'question without a model: p50 at one client',
      unit: 'ms',
    }),
    atMost(5, tracingShare(rows, 'saturation', ['question', 'untraced']), {
      figure: 'tracing: share of the throughput of questions',
      unit: '%',
    }),
    ...streamAims(all),
    allAnswered(all),
  ];
};

/** Measures the cost of a question, as a multiple of a read. */
export const chatBench: MakeBench = () => ({
  name: 'chat',
  title: 'Chat benchmark',
  points: [oneClient, saturation, ...streamPoints],
  ways: [
    httpWay({ name: 'read', title: 'authenticated read' }, profileReads()),
    httpWay({ name: 'question', title: 'question without a model' }, plainQuestions()),
    httpWay(
      { name: 'untraced', title: 'question without a model, tracing off' },
      plainQuestions({ second: 'untraced' }),
      ({ title }) => title === saturation.title,
    ),
    streamWay,
  ],
  seconds: [untracedPlan(['user', 'chat', 'rag']), modelPlan],
  prepare: fillLibrary,
  aims,
  method: [
    '**question without a model**: `POST /api/chat/chat`, answered as JSON with sentences of the books. Each question opens a session.',
    '**authenticated read**: `GET /api/users/me` in the same run. A multiple compares the processor time of all parts.',
    '**tracing off**: a second gateway without tracing, and second services without OpenTelemetry.',
    ...streamMethod,
  ],
});
