import { context, diag, metrics, propagation, trace } from '@opentelemetry/api';
import { globalRegistry } from 'zod';

/** Forgets what a test file has registered in packages, which are loaded once per process. */
export const resetPackages = async (): Promise<void> => {
  for (const api of [context, diag, metrics, propagation, trace]) api.disable();
  globalRegistry.clear();
};
