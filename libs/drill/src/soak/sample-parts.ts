import { readdirSync, readFileSync } from 'node:fs';
import { storingServices } from '@ai-teacher/contracts/values.ts';
import type { DrillMesh } from '../mesh/drill-mesh.ts';
import { heapAfterCollection } from './heap.ts';
import type { Threshold } from './slope.ts';
import { readTables } from './tables.ts';

/**
 * What is measured, and how much of it is no leak. `per100000` bounds the slope, so that a leak below it
 * fills a process in no less than several million requests. `least` bounds the growth of the whole run,
 * because a slope of a short run multiplies noise: 20 000 requests extrapolate it by seven.
 */
export const thresholds = {
  /** After a full collection only what is still referenced remains. 5 MB are 52 bytes a request. */
  'heap after collection, MB': { per100000: 5, least: 2 },
  /** The allocator returns memory late and in large pieces. 20 MB are 210 bytes a request. */
  'resident memory, MB': { per100000: 20, least: 15 },
  /** A leaked handle a thousand requests is 100. A pool opens and closes up to ten connections. */
  'open files and sockets': { per100000: 10, least: 8 },
  /** No request of the soak leaves such a row behind. A few jobs are in the queue at any time. */
  'rows of flat tables': { per100000: 50, least: 10 },
  /** 8 kB a page: heartbeats every 5 s leave dead rows until the next vacuum. */
  'bookkeeping, MB': { per100000: 5, least: 1 },
} as const satisfies Record<string, Threshold>;

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

/**
 * Reads the heaps of the services, memory and handles of each process, and the tables of each database.
 *
 * @param inspectors the port of the inspector of each process of Node.
 */
export const sampleParts = async (
  mesh: DrillMesh,
  inspectors: Readonly<Record<string, number>>,
): Promise<Reading[]> => {
  const readings: Reading[] = [];
  // One after the other, because each collection stops its process.
  for (const [part, port] of Object.entries(inspectors))
    readings.push({ part, measure: 'heap after collection, MB', value: await heapAfterCollection(port) });
  for (const part of mesh.processes) {
    const pid = mesh.processId(part);
    if (pid !== undefined) readings.push(...readProcess(part, pid));
  }
  for (const service of storingServices) {
    const { rows, megabytes } = await readTables(service, mesh.databaseUrl(service));
    const part = `${service}_db`;
    readings.push({ part, measure: 'rows of flat tables', value: rows });
    readings.push({ part, measure: 'bookkeeping, MB', value: megabytes });
  }
  return readings;
};
