import { mkdir, rmdir } from 'node:fs/promises';
import path from 'node:path';
import {
  confirmRoster,
  discardRoster,
  followRoster,
  importRoster,
} from '@ai-teacher/contracts/rosters/rosters.ts';
import { smallRoster } from '@ai-teacher/demo/roster/small-roster.ts';
import { zipFiles } from '@ai-teacher/demo/roster/zip-files.ts';
import type { EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { signedInClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import type { RunningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { connectTo } from '../telemetry/broken-tables.ts';

const follow = async (admin: EdgeClient, id: string): Promise<void> => {
  for await (const _event of admin.follow(followRoster, { params: { id } }));
};

/** Ends what a test that failed left, because it would refuse the import of the next test. */
const endOpen = async (mesh: RunningMesh, admin: EdgeClient): Promise<void> => {
  const database = await connectTo(mesh, 'user');
  const { rows } = await database.query<{ id: string; status: string }>(
    `select id, status from roster where status in ('queued', 'checking', 'ready', 'applying')`,
  );
  await database.end();
  for (const { id, status } of rows)
    await (status === 'applying' ? follow(admin, id) : admin.call(discardRoster, { params: { id } }));
};

/**
 * Waits until no other test file imports a roster, and discards what the work leaves unconfirmed. An
 * institution has one import at a time, and all files share the institution of the mesh.
 */
export const withRosterTurn = async <Done>(
  mesh: RunningMesh,
  work: (admin: EdgeClient) => Promise<Done>,
): Promise<Done> => {
  const { gatewayUrl, credentials, stateDirectory } = mesh;
  const turn = path.join(stateDirectory, 'roster-turn');
  // Only one process can make a folder.
  const isMine = (): Promise<boolean> =>
    mkdir(turn).then(
      () => true,
      () => false,
    );
  while (!(await isMine())) await new Promise((resolve) => setTimeout(resolve, 200));
  try {
    const admin = await signedInClient(gatewayUrl, credentials.admin);
    try {
      return await work(admin);
    } finally {
      await endOpen(mesh, admin);
    }
  } finally {
    await rmdir(turn);
  }
};

/** A roster whose report can be read and confirmed. */
export const readyRoster = async (admin: EdgeClient): Promise<string> => {
  const file = { name: 'roster.zip', bytes: await zipFiles(smallRoster().files) };
  const { id } = (await admin.upload(importRoster, { body: {} }, file)).answer;
  await follow(admin, id);
  return id;
};

/** A roster that was imported. */
export const appliedRoster = async (admin: EdgeClient): Promise<string> => {
  const id = await readyRoster(admin);
  await admin.call(confirmRoster, { params: { id } });
  await follow(admin, id);
  return id;
};
