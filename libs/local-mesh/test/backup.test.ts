import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { publishers, subscribers } from '@ai-teacher/contracts/event-delivery.ts';
import { storingServices } from '@ai-teacher/contracts/values.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { backupOrder, dumpFile, manifestFile, readManifest } from '../src/backup/manifest.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'backup-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the order of a backup', () => {
  it('contains every database once', () => {
    expect([...backupOrder].sort()).toEqual([...storingServices].sort());
  });

  it('has the publisher of each event before its subscribers', () => {
    const places: readonly string[] = backupOrder;
    const place = (service: string) => places.indexOf(service);
    const late = Object.entries(subscribers).flatMap(([type, services]) => {
      const publisher = publishers[type as keyof typeof publishers];
      return services
        .filter((subscriber) => subscriber !== publisher && place(subscriber) < place(publisher))
        .map((subscriber) => `${type}: ${subscriber} is dumped before ${publisher}`);
    });
    expect(late).toEqual([]);
  });
});

describe('readManifest', () => {
  const writeBackup = async (cut: string | undefined): Promise<void> => {
    const databases = backupOrder.map((service) => ({ service, databaseBytes: 10, fileBytes: 4 }));
    const head = { format: 1, takenAt: new Date().toISOString(), snapshotMilliseconds: 1, seconds: 1 };
    await writeFile(manifestFile(folder), JSON.stringify({ ...head, databases }));
    for (const service of backupOrder)
      await writeFile(dumpFile(folder, service), service === cut ? 'ab' : 'abcd');
  };

  it('accepts a complete backup and refuses one with a cut file, before anything is restored', async () => {
    await writeBackup(undefined);
    expect((await readManifest(folder)).databases).toHaveLength(6);
    await writeBackup('exam');
    await expect(readManifest(folder)).rejects.toThrow('the file of exam is missing or cut');
  });

  it('refuses a folder without a manifest', async () => {
    await expect(readManifest(path.join(folder, 'none'))).rejects.toThrow('it has no manifest.json');
  });
});
