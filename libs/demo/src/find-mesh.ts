import { findAdmin } from '@ai-teacher/local-mesh/commands/find-admin.ts';
import { type FoundGateway, findGateway } from '@ai-teacher/local-mesh/commands/find-gateway.ts';
import { stateDirectory } from '@ai-teacher/local-mesh/state/state-directory.ts';
import type { Credentials } from './users.ts';

/** A mesh to play in, and its first admin. `stop` ends it only when it was started for the occasion. */
export type FoundMesh = Omit<FoundGateway, 'credentials'> & { readonly admin: Credentials };

/** The mesh of GATEWAY_URL, or the running one of STATE_DIR, or one that is started now. */
export const findMesh = async (): Promise<FoundMesh> => {
  const state = stateDirectory(process.env.STATE_DIR);
  const { credentials, ...gateway } = await findGateway(state, (line) => console.log(line));
  return { ...gateway, admin: credentials?.admin ?? (await findAdmin(gateway.gatewayUrl, state)) };
};
