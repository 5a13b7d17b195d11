/** `npm run reset`: deletes the state folder of the mesh, with all its data. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tryLock } from '../process/file-lock.ts';
import { endLeftovers } from '../process/ledger.ts';
import { stateDirectory } from '../state/state-directory.ts';
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
  const outcome = await tryLock(state.launcherLock);
  if ('holder' in outcome) {
    const { pid } = outcome.holder;
    throw new LaunchError(
      `The mesh in ${state.root} is running (process ${pid}). Nothing was deleted.`,
      `Stop it first: press Ctrl-C in its terminal, or run: kill ${pid}`,
    );
  }
  await endLeftovers(state.ledger);
  await rm(state.root, { recursive: true });
  console.log(`Deleted ${state.root}: databases, certificates, secrets, logs.`);
};

await runCommand(reset);
