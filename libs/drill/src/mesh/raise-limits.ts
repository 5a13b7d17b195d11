import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';

/**
 * Writes the shipped limits of the gateway into a folder, raised so far that no load of one machine reaches
 * them.
 *
 * @returns the folder, for `RUNTIME_ROOT` of ratelimit.
 */
export const raiseLimits = async (folder: string): Promise<string> => {
  const rules = path.join(folder, 'ratelimit');
  await cp(path.join(repositoryRoot, 'envoy', 'ratelimit'), rules, { recursive: true });
  const file = path.join(rules, 'config.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replaceAll(/requests_per_unit: \d+/g, 'requests_per_unit: 1000000'));
  return folder;
};
