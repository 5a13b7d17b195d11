import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';

/** Writes a report to `results/<name>-<time>/report.md`. @returns the path. */
export const writeReport = async (name: string, report: string): Promise<string> => {
  const time = new Date().toISOString().replaceAll(':', '-').slice(0, 19);
  const folder = path.join(repositoryRoot, 'results', `${name}-${time}Z`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'report.md'), report);
  return path.join(folder, 'report.md');
};
