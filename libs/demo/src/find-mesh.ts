import { findAdmin } from '@ai-teacher/local-mesh/commands/find-admin.ts';
import { type FoundGateway, findGateway } from '@ai-teacher/local-mesh/commands/find-gateway.ts';
import { stateDirectory } from '@ai-teacher/local-mesh/state/state-directory.ts';
import type { Credentials } from './users.ts';

/** A mesh for the demo and its first admin. `stop` stops the mesh only when the demo started it. */
export type FoundMesh = Omit<FoundGateway, 'credentials'> & { readonly admin: Credentials };

/** Finds the mesh of GATEWAY_URL or the running mesh of STATE_DIR. Starts a mesh when there is none. */
export const findMesh = async (): Promise<FoundMesh> => {
  const state = stateDirectory(process.env.STATE_DIR);
  const say = (line: string): void => console.log(line);
  const { credentials, ...gateway } = await findGateway(state, say);
  return { ...gateway, admin: credentials?.admin ?? (await findAdmin(gateway.gatewayUrl, state, say)) };
};
