import { type ServiceName, serviceNames } from '@ai-teacher/contracts/values.ts';
import type { PartName } from './part-plan.ts';

/**
 * One process of a part. A service may run as several: `chat`, `chat-2`, `chat-3`. Every other part is one
 * process.
 */
export type ProcessName = PartName | `${ServiceName}-${number}`;

const isService = (part: PartName): part is ServiceName => serviceNames.some((name) => name === part);

/** The names of a part's processes. */
export const processesOf = (part: PartName, replicas: number): ProcessName[] => {
  if (!isService(part)) return [part];
  return [part, ...Array.from({ length: replicas - 1 }, (_, index) => `${part}-${index + 2}` as const)];
};

/** The part that a process belongs to. */
export const partOf = (process: string): PartName => {
  return process.replace(/-\d+$/, '') as PartName;
};
