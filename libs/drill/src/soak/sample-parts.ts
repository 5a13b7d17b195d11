import { readdirSync, readFileSync } from 'node:fs';
import { storingServices } from '@ai-teacher/contracts/values.ts';
import { withClient } from '@ai-teacher/local-mesh/parts/postgres/service-databases.ts';
import type { DrillMesh } from '../mesh/drill-mesh.ts';

/** What is measured of a part, and how much of it 100 000 requests may add. */
export const thresholds = {
  /** A garbage collector returns memory late, so a slope of some megabytes is no leak. */
  'resident memory, MB': 20,
  'open files and sockets': 10,
  /** Rows of queues, heartbeats and locks, which no request of the soak may leave behind. */
  'rows of bookkeeping': 50,
} as const;

export type Measure = keyof typeof thresholds;
export type Reading = { readonly part: string; readonly measure: Measure; readonly value: number };

const kilobytesPattern = /^VmRSS:\s+(\d+) kB$/m;

const readProcess = (part: string, pid: number): Reading[] => {
  const kilobytes = kilobytesPattern.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return [
    { part, measure: 'resident memory, MB', value: Number(kilobytes) / 1_024 },
    { part, measure: 'open files and sockets', value: readdirSync(`/proc/${pid}/fd`).length },
  ];
};

const bookkeeping = `
  select (select count(*) from graphile_worker._private_jobs)
       + (select count(*) from graphile_worker._private_job_queues)
       + (select count(*) from job_worker_heartbeat) as rows`;

/** Reads memory and handles of each process, and the rows of bookkeeping of each database. */
export const sampleParts = async (mesh: DrillMesh): Promise<Reading[]> => {
  const readings = mesh.processes.flatMap((part) => {
    const pid = mesh.processId(part);
    return pid === undefined ? [] : readProcess(part, pid);
  });
  for (const service of storingServices) {
    const { rows } = await withClient(mesh.databaseUrl(service), (client) =>
      client.query<{ rows: string }>(bookkeeping),
    );
    readings.push({ part: `${service}_db`, measure: 'rows of bookkeeping', value: Number(rows[0]?.rows) });
  }
  return readings;
};
