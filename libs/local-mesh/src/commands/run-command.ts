import { stateDirectory } from '../state/state-directory.ts';
import { explainDiskFull, LaunchError } from '../terminal/launch-error.ts';

/**
 * Runs a command's main function. A LaunchError is printed with its advice, and the process exits with code
 * 1.
 */
export const runCommand = async (main: () => Promise<void>): Promise<void> => {
  try {
    await main();
  } catch (raised) {
    const fault = explainDiskFull(raised, stateDirectory(process.env.STATE_DIR).root);
    if (!(fault instanceof LaunchError)) throw fault;
    console.error(`\n${fault.message}\n\n${fault.advice}`);
    process.exit(1);
  }
};
