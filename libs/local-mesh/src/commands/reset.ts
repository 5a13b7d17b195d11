/** `npm run reset`: deletes the state folder of the mesh, with all its data. */
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { type HeldLock, tryLock } from '../process/file-lock.ts';
import { endLeftovers } from '../process/ledger.ts';
import { type StateDirectory, stateDirectory } from '../state/state-directory.ts';
import { LaunchError } from '../terminal/launch-error.ts';
import { runCommand } from './run-command.ts';

const reset = async (): Promise<void> => {
  const state = stateDirectory(process.env.STATE_DIR);
  if (!existsSync(state.root)) {
    console.log(`Nothing to delete: ${state.root} does not exist.`);
    return;
  }
  if (![state.secrets, state.ledger, state.launcherLock].some((file) => existsSync(file))) {
    throw new LaunchError(
      `${state.root} is not the state folder of a mesh. Nothing was deleted.`,
      'Check STATE_DIR.',
    );
  }
  const folders = [state, ...(await statesInside(state))];
  await holdAll(folders);
  for (const { ledger } of folders) await endLeftovers(ledger);
  await rm(state.root, { recursive: true });
  console.log(`Deleted ${state.root}: databases, certificates, secrets, logs.`);
};

/** The folders of further meshes, such as `.local/second`, which are deleted together with this one. */
const statesInside = async ({ root }: StateDirectory): Promise<StateDirectory[]> => {
  const entries = await readdir(root, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => stateDirectory(path.join(root, name)))
    .filter(({ launcherLock }) => existsSync(launcherLock));
};

/** Lets no mesh start in the folders. @throws LaunchError when a mesh runs in one of them. */
const holdAll = async (folders: readonly StateDirectory[]): Promise<void> => {
  const held: HeldLock[] = [];
  for (const { root, launcherLock } of folders) {
    const outcome = await tryLock(launcherLock);
    if ('release' in outcome) {
      held.push(outcome);
      continue;
    }
    for (const each of held) await each.release();
    const { pid } = outcome.holder;
    throw new LaunchError(
      `The mesh in ${root} is running (process ${pid}). Nothing was deleted.`,
      `Stop it first: press Ctrl-C in its terminal, or run: kill ${pid}`,
    );
  }
};

await runCommand(reset);
