import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { laterOf } from '../academic-sessions/period.ts';
import type { UnitRole, UnitRoleFacts, UnitRoleRepository } from './ports.ts';

/** @throws Problem `unit-role-not-found`. */
export const requireUnitRole = (found: UnitRole | undefined): UnitRole => {
  if (found === undefined) throw new Problem('unit-role-not-found');
  return found;
};

/** Publishes the state of a role in a unit. */
export const publishUnitRole = (
  { outbox }: { readonly outbox: Outbox },
  { id, institutionId, unitId, personId, role, from, until, version }: UnitRoleFacts,
): Promise<void> =>
  outbox.publish({
    type: 'unit-role.changed',
    institutionId,
    subject: id,
    data: { unitRoleId: id, unitId, personId, role, from, until, version },
  });

type Ending = {
  readonly unitRoles: Pick<UnitRoleRepository, 'lockCurrentOf' | 'end' | 'removeAllOf'>;
  readonly outbox: Outbox;
};

/** The given role as its last event states it: ended today, or before its first day. */
const ended = (role: UnitRoleFacts, today: string): UnitRoleFacts => ({
  ...role,
  until: laterOf(today, role.from),
  version: role.version + 1,
});

/** Ends the roles of a person whose account can no longer have any. */
export const endUnitRolesOf = async (
  { unitRoles, outbox }: Ending,
  personId: string,
  today: string,
): Promise<void> => {
  for (const role of await unitRoles.lockCurrentOf(personId, today)) {
    await unitRoles.end(role.id, laterOf(today, role.from), null);
    await publishUnitRole({ outbox }, ended(role, today));
  }
};

/** Removes all roles of a person whose account was deleted. Publishes the end of those that had not ended. */
export const eraseUnitRoles = async (
  { unitRoles, outbox }: Ending,
  personId: string,
  today: string,
): Promise<void> => {
  for (const role of await unitRoles.removeAllOf(personId))
    if (role.until === null || role.until > today) await publishUnitRole({ outbox }, ended(role, today));
};
