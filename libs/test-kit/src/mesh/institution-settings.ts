import type { CallInput } from '@ai-teacher/contracts/call-input.ts';
import { allOperations } from '@ai-teacher/contracts/catalogue.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import type { EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { z } from 'zod';

/** Admins alone change it, and its path names no single thing, so it holds for a whole institution. */
const changesSetting = ({ method, edgePath, access }: Operation): boolean =>
  (method === 'PUT' || method === 'PATCH') &&
  edgePath !== undefined &&
  !edgePath.includes('{') &&
  Array.isArray(access.edge) &&
  access.edge.every((role) => role === 'admin');

/** The operations that change a setting of an institution, each with the one that reads the setting. */
export const settingOperations: readonly { readonly change: Operation; readonly read: Operation }[] =
  allOperations.filter(changesSetting).map((change) => {
    const read = allOperations.find(({ method, path }) => method === 'GET' && path === change.path);
    if (read === undefined) throw new Error(`nothing reads what ${change.operationId} changes`);
    return { change, read };
  });

const fields = z.record(z.string(), z.unknown());

/**
 * The settings of the admin's institution by the operation that changes them. All test files share one mesh,
 * so a file that changes one of them changes what the later files see.
 */
export const institutionSettings = async (
  admin: EdgeClient,
): Promise<Record<string, Record<string, unknown>>> => {
  const settings: Record<string, Record<string, unknown>> = {};
  for (const { change, read } of settingOperations) {
    const input = {} as CallInput<Operation>;
    const answer = fields.parse((await admin.call(read, input)).answer);
    const given = change.body instanceof z.ZodObject ? Object.keys(change.body.shape) : [];
    settings[change.operationId] = Object.fromEntries(given.map((name) => [name, answer[name]]));
  }
  return settings;
};
