import { randomUUID } from 'node:crypto';
import type { Role } from '@ai-teacher/contracts/values.ts';
import { type Credentials, registerInvited } from '@ai-teacher/local-mesh/mesh/accounts.ts';
import { patientClient, signedInClient } from './patient-client.ts';

/**
 * New people of a mesh with the given roles, invited by its first admin. The limits of the gateway count per
 * user, so the requests of one test file cannot exhaust the limit of another file's people.
 */
export const ownPeople = async <Wanted extends Role>(
  gatewayUrl: string,
  firstAdmin: Credentials['admin'],
  roles: readonly Wanted[],
): Promise<Pick<Credentials, Wanted>> => {
  const anonymous = patientClient(gatewayUrl);
  const admin = await signedInClient(gatewayUrl, firstAdmin);
  const people = roles.map(async (role) => {
    const person = { email: `${role}-${randomUUID()}@school.example`, password: `test ${randomUUID()}` };
    await registerInvited(anonymous, admin, { ...person, name: names[role], role });
    return [role, person] as const;
  });
  return Object.fromEntries(await Promise.all(people)) as Pick<Credentials, Wanted>;
};

const names: Readonly<Record<Role, string>> = {
  admin: 'Ada Admin',
  teacher: 'Terry Teacher',
  student: 'Sam Student',
};
