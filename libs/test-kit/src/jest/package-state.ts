import { context, diag, metrics, propagation, trace } from '@opentelemetry/api';
import { globalRegistry } from 'zod';

/** Schemas that were described while shared modules were loaded, with their descriptions. */
const retained: Parameters<typeof globalRegistry.add>[] = [];
/** Schemas that the modules of the current test file described. */
const ofTestFile: Parameters<typeof globalRegistry.remove>[] = [];

const { add } = globalRegistry;
let sharedLoads = 0;
// Schemas that were registered earlier stay: a run in one process has loaded contracts for its global
// set-up.
globalRegistry.add = (...entry: Parameters<typeof add>) => {
  if (sharedLoads > 0) retained.push(entry);
  else ofTestFile.push([entry[0]]);
  return add.apply(globalRegistry, entry);
};

/** Runs a load of shared modules. The schemas that it describes stay described until the process ends. */
export const retainRegistrations = async <T>(load: () => Promise<T>): Promise<T> => {
  sharedLoads += 1;
  try {
    return await load();
  } finally {
    sharedLoads -= 1;
  }
};

/** Forgets what a test file has registered in packages, which are loaded once per process. */
export const resetPackages = async (): Promise<void> => {
  for (const api of [context, diag, metrics, propagation, trace]) api.disable();
  for (const entry of ofTestFile.splice(0)) globalRegistry.remove(...entry);
  // A schema of the file may have taken the id of a shared one.
  for (const entry of retained) add.apply(globalRegistry, entry);
};
