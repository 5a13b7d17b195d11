import { allAnswered, answeredRows, atMost, between, processorMultiple } from '../report/aims.ts';
import { oneClient, saturation } from '../report/rounds.ts';
import { type Row, rowAt } from '../report/summary.ts';
import { fillLibrary } from '../session/library.ts';
import { httpWay, type MakeBench } from './bench-plan.ts';
import { rawQueries } from './raw-queries.ts';
import { profileReads, searches } from './requests.ts';

const aims = (all: readonly Row[]) => {
  const rows = answeredRows(all);
  const multiple = (point: string) => processorMultiple(rows, point, ['search', 'read']);
  const added = between(
    [rowAt(rows, 'one client', 'search'), rowAt(rows, 'one client', 'raw')],
    (search, raw) => search.p50 - raw.p50,
  );
  return [
    atMost(2.5, multiple('saturation'), {
      figure: 'search: processor time of all parts, multiple of one read, at saturation',
      unit: '',
    }),
    atMost(2, multiple('one client'), {
      figure: 'search: processor time of all parts, multiple of one read, one client',
      unit: '',
    }),
    atMost(6, added, { figure: 'search: p50 at one client, over the same query put to Qdrant', unit: 'ms' }),
    allAnswered(all),
  ];
};

/** Measures the cost of a search, as a multiple of a read. */
export const searchBench: MakeBench = () => ({
  name: 'search',
  title: 'Search benchmark',
  points: [oneClient, saturation],
  ways: [
    httpWay({ name: 'read', title: 'authenticated read' }, profileReads()),
    httpWay({ name: 'search', title: 'search' }, searches()),
    httpWay(
      { name: 'raw', title: 'the same query to Qdrant' },
      rawQueries,
      ({ title }) => title === oneClient.title,
    ),
  ],
  seconds: [],
  prepare: fillLibrary,
  aims,
  method: [
    '**search**: `POST /api/rag/search` with questions about the books, over all books that the reader may read.',
    '**authenticated read**: `GET /api/users/me` in the same run. A multiple compares the processor time of all parts.',
    '**the same query to Qdrant**: the terms of the same questions with the filter of the same reader, straight to Qdrant’s port.',
  ],
});
