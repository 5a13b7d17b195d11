import { context, diag, metrics, propagation, trace } from '@opentelemetry/api';
import { globalRegistry } from 'zod';

/** Schemas that were described while shared modules were loaded, with their descriptions. */
const retained: Parameters<typeof globalRegistry.add>[] = [];

/** Runs a load of shared modules. The schemas that it describes stay described until the process ends. */
export const retainRegistrations = async <T>(load: () => Promise<T>): Promise<T> => {
  const { add } = globalRegistry;
  globalRegistry.add = (...entry: Parameters<typeof add>) => {
    retained.push(entry);
    return add.apply(globalRegistry, entry);
  };
  try {
    return await load();
  } finally {
    globalRegistry.add = add;
  }
};

/** Forgets what a test file has registered in packages, which are loaded once per process. */
export const resetPackages = async (): Promise<void> => {
  for (const api of [context, diag, metrics, propagation, trace]) api.disable();
  globalRegistry.clear();
  for (const entry of retained) globalRegistry.add(...entry);
};
