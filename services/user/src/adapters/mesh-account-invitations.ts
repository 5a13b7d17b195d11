import { invitePeople, withdrawPersonInvitations } from '@ai-teacher/contracts/auth/person-invitations.ts';
import type { MeshClient } from '@ai-teacher/service-kit/clients/mesh-client.ts';
import type { AccountInvitations } from '../domain/join-codes/ports.ts';

/** 200 invitations take auth about a second on a busy machine. */
const callTimeoutMilliseconds = 8_000;

/** Invites people to register, with the access token of the current user. */
export const createMeshAccountInvitations = (mesh: MeshClient): AccountInvitations => ({
  invite: async (people, days) => {
    const { expiresAt, items } = await mesh.call(invitePeople, {
      body: {
        people: people.map(({ personId, role, email }) => ({
          personId,
          role,
          ...(email === null ? {} : { email }),
        })),
        days,
      },
      timeoutMilliseconds: callTimeoutMilliseconds,
    });
    return { expiresAt: new Date(expiresAt), items };
  },
  withdraw: async (institutionId, personIds) => {
    await mesh.call(withdrawPersonInvitations, { body: { institutionId, personIds: [...personIds] } });
  },
});
