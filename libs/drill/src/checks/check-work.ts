import { storingServices } from '@ai-teacher/contracts/values.ts';
import { supersededCondition } from '@ai-teacher/service-kit/jobs/attempts/superseded.ts';
import pg from 'pg';
import type { Finding } from '../finding.ts';
import { type Inspection, settled } from './inspection.ts';

/**
 * Jobs that will not run any more, that wait for another attempt, or that are due for longer than a
 * minute. A newer job does the work of a superseded one.
 */
const unfinishedWork = `
  select task.identifier as task, job.attempts, job.attempts >= job.max_attempts as "gaveUp"
  from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id
  where not ${supersededCondition('job')}
    and (job.attempts >= job.max_attempts or job.attempts > 0 or job.run_at < now() - interval '1 minute')
  limit 20`;

type Unfinished = { task: string; attempts: number; gaveUp: boolean };

/** No job is stuck: every job that is due ends, and none has given up. */
export const checkWork = (inspection: Inspection): Promise<Finding[]> =>
  settled(inspection, async () => {
    const { mesh } = inspection;
    const findings: Finding[] = [];
    for (const service of storingServices) {
      const client = new pg.Client({ connectionString: mesh.databaseUrl(service) });
      client.on('error', () => undefined);
      await client.connect();
      try {
        const { rows } = await client.query<Unfinished>(unfinishedWork);
        for (const { task, attempts, gaveUp } of rows)
          findings.push({
            kind: 'jobs',
            harm: 'stuck',
            text: `${service}: the job ${task} ${gaveUp ? 'gave up' : 'waits'} after ${attempts} attempts`,
          });
      } finally {
        await client.end();
      }
    }
    return findings;
  });
