import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectionTables, timeZoneTable } from '@ai-teacher/access/data/projection-tables.ts';
import { reconciliationTables } from '@ai-teacher/access/reconciliation/reconciliation-tables.ts';
import { storingServices } from '@ai-teacher/contracts/values.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import type { TimetableEntry } from '@ai-teacher/service-kit/jobs/timetable.ts';
import { describe, expect, it } from '@jest/globals';
import { trackedFiles } from './tracked-files.ts';

const read = (file: string): Promise<string> => readFile(path.join(repositoryRoot, file), 'utf8');

/** The places of a service's timetable and of the test that runs each of its entries. */
const timetableOf = (service: string) => `services/${service}/src/jobs/timetable.ts`;
const timetableTestOf = (service: string) => `services/${service}/test/jobs/timetable.test.ts`;

const servicesWithTimetable = storingServices.filter((service) =>
  existsSync(path.join(repositoryRoot, timetableOf(service))),
);

/** The faults of the test of a timetable; empty when each entry runs through the real worker. */
const faultsOfTest = (tasks: readonly string[], test: string): string[] => [
  ...(test.includes('testTimetable({') ? [] : ['does not call testTimetable']),
  ...(/import \{ timetable \} from '..\/..\/src\/jobs\/timetable.ts'/.test(test)
    ? []
    : ['does not import the timetable']),
  ...tasks
    .filter((task) => !new RegExp(`\\b${task}'?: (\\{|\\w+,)`).test(test))
    .map((task) => `has no case for ${task}`),
];

describe('a timetable', () => {
  it.each(servicesWithTimetable)(
    'of %s is tested entry by entry through the real worker',
    async (service) => {
      const { timetable } = (await import(
        pathToFileURL(path.join(repositoryRoot, timetableOf(service))).href
      )) as { timetable: readonly TimetableEntry[] };
      const test = await read(timetableTestOf(service));
      expect(
        faultsOfTest(
          timetable.map(({ task }) => task),
          test,
        ),
      ).toEqual([]);
    },
  );

  it('without a case for one of its entries is reported', () => {
    const test = `import { timetable } from '../../src/jobs/timetable.ts';
      testTimetable({ cases: { 'write-down': { arrange, assert } } })`;
    expect(faultsOfTest(['write-down'], test)).toEqual([]);
    expect(faultsOfTest(['write-down', 'sweep'], test)).toEqual(['has no case for sweep']);
  });

  it('reaches the workers from jobs/timetable.ts and from no other place', async () => {
    const files = trackedFiles('services/*/src/*.ts');
    const others = [];
    for (const file of files) {
      const text = await read(file);
      const passes = /^\s*timetable(?:,|:)/m.test(text);
      if (passes && !text.includes("import { timetable } from './jobs/timetable.ts'")) others.push(file);
    }
    expect(others).toEqual([]);
  });
});

/** The tables that the migrations of a service create, partitions excluded. */
const tablesIn = (migrations: string): string[] => [
  ...new Set([
    ...[...migrations.matchAll(/create table (?:if not exists )?(\w+) ?\((?!like)/g)].map(
      ([, name]) => name ?? '',
    ),
    ...(migrations.includes('seenEventsTable') ? ['seen_event'] : []),
    ...(migrations.includes('idempotencyKeysTable') ? ['idempotency_key'] : []),
    ...(migrations.includes('projectionTables') ? tablesIn(projectionTables.join('\n')) : []),
    ...(migrations.includes('timeZoneTable') ? tablesIn(timeZoneTable) : []),
    ...(migrations.includes('reconciliationTables') ? tablesIn(reconciliationTables.join('\n')) : []),
  ]),
];

describe('the retention of a service', () => {
  it.each(storingServices)('%s names every table with a term or with a reason', async (service) => {
    const migrations = await Promise.all(trackedFiles(`services/${service}/migrations/*.ts`).map(read));
    const { retention } = (await import(
      pathToFileURL(path.join(repositoryRoot, `services/${service}/src/domain/retention.ts`)).href
    )) as { retention: Readonly<Record<string, object>> };
    expect(Object.keys(retention).sort()).toEqual(tablesIn(migrations.join('\n')).sort());
  });

  it.each(storingServices)('%s runs by its timetable', async (service) => {
    expect(await read(timetableOf(service))).toContain('retentionEntry');
    expect(await read(`services/${service}/src/deps.ts`)).toContain('retentionTasks({');
  });

  it('reports a table that a new migration creates', () => {
    const migration = 'create table if not exists mood (id uuid)';
    expect(tablesIn(migration)).toEqual(['mood']);
  });
});

describe('the delivery of events', () => {
  it('has a pool of workers of its own in every service that publishes', async () => {
    for (const file of trackedFiles('services/*/src/deps.ts')) {
      const text = await read(file);
      const publishes = text.includes('createOutbox(');
      const pool = `deliveries: deliveryPool\\(mesh, '${file.split('/')[1]}'\\)`;
      expect({ file, own: new RegExp(`ownPools: \\{[^}]*${pool}`, 's').test(text) }).toEqual({
        file,
        own: publishes,
      });
    }
  });
});

/** Loops that may run for long: until a condition, or over a table. */
const longLoopPattern = /\b(?:while|do)\b|\bfor \((?:let|;)|\bfor await\b|\bforEach(?:Id|Attempt)\(/;

/** Whether a use case repeats transactions, and does not know when its process stops. */
const runsOnAtStop = (text: string): boolean => {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  const repeatsTransactions = code.includes('unitOfWork.run(') && longLoopPattern.test(code);
  return repeatsTransactions && !/\bsignal\b/.test(code);
};

/** The files that the jobs of all services reach by imports, without those of other layers. */
const reachedByJobs = async (): Promise<ReadonlyMap<string, string>> => {
  const reached = new Map<string, string>();
  const waiting = [...trackedFiles('services/*/src/jobs/*.ts', 'libs/access/src/jobs/*.ts')];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    const text = await read(file);
    reached.set(file, text);
    for (const [, name = ''] of text.matchAll(/ from '(\.[^']+)'/g)) {
      const imported = path.join(path.dirname(file), name);
      if (/\/(?:domain|reconciliation)\//.test(imported)) waiting.push(imported);
    }
  }
  return reached;
};

describe('a job of many transactions', () => {
  it('ends between two of them when its process stops, in every service', async () => {
    const reached = await reachedByJobs();
    expect([...reached.keys()]).toContain('services/exam/src/domain/releasing/announce-results.ts');
    expect([...reached].filter(([, text]) => runsOnAtStop(text)).map(([file]) => file)).toEqual([]);
  });

  it('without the signal of its run is reported', () => {
    const loop = 'while ((await unitOfWork.run(removeBatch)) === maxRows);';
    expect(runsOnAtStop(`async () => { ${loop} }`)).toBe(true);
    expect(runsOnAtStop(`async (_, { signal }) => { do signal.throwIfAborted(); ${loop} }`)).toBe(false);
    expect(runsOnAtStop('async () => { while (isOpen) await rows.remove(); }')).toBe(false);
  });
});
