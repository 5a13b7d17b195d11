import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { StoringService } from '@ai-teacher/contracts/values.ts';
import { z } from 'zod';
import { LaunchError } from '../terminal/launch-error.ts';

/**
 * Publishers of events before their subscribers. A dump of a subscriber then never lacks an event that the
 * dump of its publisher counts as delivered. An event that the publisher delivers again has no second effect.
 */
export const backupOrder = [
  'auth',
  'user',
  'rag',
  'chat',
  'exam',
  'notification',
] as const satisfies readonly StoringService[];

export const dumpFile = (folder: string, service: StoringService): string =>
  path.join(folder, `${service}_db.dump`);

const manifestShape = z.strictObject({
  format: z.literal(1),
  takenAt: z.iso.datetime().describe('When the first snapshot was taken. Earlier commits are contained.'),
  snapshotMilliseconds: z.number().describe('From the first snapshot to the last one.'),
  seconds: z.number(),
  databases: z.array(
    z.strictObject({
      service: z.enum(backupOrder),
      databaseBytes: z.int().describe('The size of the database in the server.'),
      fileBytes: z.int(),
    }),
  ),
});

/** The contents of a backup. */
export type Manifest = z.output<typeof manifestShape>;

export const manifestFile = (folder: string): string => path.join(folder, 'manifest.json');

/** Reads the manifest and compares it with the files. @throws LaunchError when the backup is incomplete. */
export const readManifest = async (folder: string): Promise<Manifest> => {
  const incomplete = (reason: string) =>
    new LaunchError(`${folder} is not a complete backup: ${reason}.`, 'Choose a folder of `npm run backup`.');
  const text = await readFile(manifestFile(folder), 'utf8').catch(() => {
    throw incomplete('it has no manifest.json');
  });
  const parsed = manifestShape.safeParse(JSON.parse(text));
  if (!parsed.success) throw incomplete('its manifest cannot be read');
  for (const service of backupOrder) {
    const expected = parsed.data.databases.find((database) => database.service === service)?.fileBytes;
    const size = await stat(dumpFile(folder, service)).then(
      (file) => file.size,
      () => undefined,
    );
    if (expected === undefined || size !== expected)
      throw incomplete(`the file of ${service} is missing or cut`);
  }
  return parsed.data;
};
