import { readStanding } from '@ai-teacher/access/data/read-standing.ts';
import { classKey } from '@ai-teacher/access/domain/audience.ts';
import { mayRead } from '@ai-teacher/access/domain/may-read.ts';
import { percentile, sorted } from '@ai-teacher/bench/load/latency.ts';
import { defaultInstitutionId as institutionId } from '@ai-teacher/contracts/values.ts';
import { createDatabase } from '@ai-teacher/service-kit/database/database.ts';
import { createLifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import { aStudent } from '@ai-teacher/test-kit/identity/tokens.ts';
import { ms, print, require } from './figures.ts';
import { idOf, type School, spread } from './made-school.ts';

const decisions = 1_000_000;

/** Reads standings from a projection, and decides with one of them. */
export const measureStandings = async (databaseUrl: string, school: School): Promise<void> => {
  const logger = createLogger({ service: 'bench', level: 'silent' });
  const lifecycle = createLifecycle({ logger });
  const { orm } = createDatabase({ url: databaseUrl, entities: [], lifecycle });
  try {
    const persons = spread(school.people).map((number) => idOf('person', number + 1));
    const times: number[] = [];
    let standing = await readStanding(orm.em.fork(), { ...aStudent(), userId: persons[0] ?? '' });
    for (const userId of [...persons, ...persons, ...persons]) {
      const sent = performance.now();
      standing = await readStanding(orm.em.fork(), { ...aStudent(), userId });
      times.push(performance.now() - sent);
    }
    if (standing.classes.length === 0) throw new Error('a person of the school has no class');
    const resource = { institutionId, ownerId: crypto.randomUUID(), excluded: [], unitsAbove: [] };
    const audiences = [idOf('node', 1), ...standing.classes.map(({ classId }) => classId)].map((id) => ({
      ...resource,
      audience: [classKey(id)],
    }));
    let allowed = 0;
    const start = process.cpuUsage();
    for (let index = 0; index < decisions; index += 1) {
      const asked = audiences[index % audiences.length];
      if (asked !== undefined && mayRead(asked, standing).allowed) allowed += 1;
    }
    const { user, system } = process.cpuUsage(start);
    const each = (user + system) / 1_000 / decisions;
    print(
      `\nstanding of a person with ${standing.classes.length} classes: p50 ${ms(percentile(sorted(times), 0.5))}, p99 ${ms(percentile(sorted(times), 0.99))}`,
    );
    require(`a decision: ${(each * 1_000).toFixed(2)} µs, ${allowed} of ${decisions} allowed`, 'at most 100 µs', each <=
      0.1);
  } finally {
    await lifecycle.close();
  }
};
