import { listExtraTimes } from '@ai-teacher/contracts/user/people.ts';
import type { MeshClient } from '@ai-teacher/service-kit/clients/mesh-client.ts';
import type { Profiles } from '../domain/assigning/ports.ts';

/** The service user, which owns the extra times in profiles. */
export const createMeshProfiles = (mesh: MeshClient): Profiles => ({
  listExtraTimes: async (after) => {
    const { items, next } = await mesh.call(listExtraTimes, { body: after === undefined ? {} : { after } });
    return { items: items.map(({ personId: studentId, ...given }) => ({ studentId, ...given })), next };
  },
});
