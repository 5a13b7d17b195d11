import { z } from 'zod';
import { operation } from '../../operation.ts';
import { pageOf, pageQuery } from '../../pagination.ts';
import { shownLabel } from '../../text.ts';
import { day, instant, unitRole as role, roles, teachingRoles, uuid } from '../../values.ts';

const until = day.describe('The day after the last day.');

const unitRole = z
  .strictObject({
    id: uuid,
    unitId: uuid.describe('The node of the organisation that the role holds for, with all units below it.'),
    personId: uuid,
    personName: shownLabel().describe('Empty until the person’s name is known.'),
    role,
    from: day.describe('The first day.'),
    until: until.nullable().describe('The day after the last day. Null: until the role is ended.'),
    version: z.int().describe('Grows by one with each change.'),
    grantedBy: uuid,
    endedBy: uuid.nullable().describe('The account that set the end. Null: no account has changed the end.'),
    createdAt: instant,
  })
  .meta({ id: 'UnitRole' });

const unitRoles = pageOf(unitRole).meta({ id: 'UnitRoles' });

const listQuery = pageQuery.extend({
  state: z
    .enum(['current', 'ended', 'all'])
    .default('current')
    .describe('`current`: today or later. `ended`: the last day has passed.'),
});

const unitParams = z.strictObject({ id: uuid.describe('The unit: a node of the organisation.') });

export const grantUnitRole = operation({
  operationId: 'grantUnitRole',
  service: 'user',
  summary:
    'Gives a person a role in a unit and in all units below it. Admins of the institution and of a unit above may do this. A person who has the role on some of these days retains it unchanged.',
  method: 'POST',
  path: '/users/units/{id}/roles',
  edgePath: '/api/users/units/{id}/roles',
  access: { edge: teachingRoles },
  params: unitParams,
  body: z.strictObject({
    personId: uuid.describe('A person whose account is at least a teacher’s.'),
    role,
    from: day.optional().describe('The first day, today or later. Default: today.'),
    until: until.optional(),
  }),
  success: { 200: unitRole },
  problems: [
    'node-not-found',
    'node-archived',
    'person-not-found',
    'account-role-unfit',
    'unit-role-limit-reached',
  ],
});

export const listUnitRoles = operation({
  operationId: 'listUnitRoles',
  service: 'user',
  summary:
    'Lists the roles of people in a unit, newest first, to admins of the unit, of a unit above, and of the institution.',
  method: 'GET',
  path: '/users/units/{id}/roles',
  edgePath: '/api/users/units/{id}/roles',
  access: { edge: teachingRoles },
  priority: 'low',
  params: unitParams,
  query: listQuery,
  success: { 200: unitRoles },
  problems: ['node-not-found'],
});

export const listOwnUnitRoles = operation({
  operationId: 'listOwnUnitRoles',
  service: 'user',
  summary: 'Lists the caller’s roles in units, newest first.',
  method: 'GET',
  path: '/users/me/unit-roles',
  edgePath: '/api/users/me/unit-roles',
  access: { edge: roles },
  query: listQuery,
  success: { 200: unitRoles },
  problems: [],
});

export const endUnitRole = operation({
  operationId: 'endUnitRole',
  service: 'user',
  summary:
    'Ends a role in a unit, today or on a later day. Admins of the institution and of a unit above may do this.',
  method: 'POST',
  path: '/users/unit-roles/{id}/end',
  edgePath: '/api/users/unit-roles/{id}/end',
  access: { edge: teachingRoles },
  params: z.strictObject({ id: uuid }),
  body: z.strictObject({
    until: day.optional().describe('The first day without the role. Default: today.'),
  }),
  bodyOptional: true,
  success: { 200: unitRole },
  problems: ['unit-role-not-found', 'unit-role-ended'],
});
