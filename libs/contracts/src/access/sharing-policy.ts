import { z } from 'zod';
import { operation } from '../operation.ts';
import { roles, uuid } from '../values.ts';

const teachersShareWithInstitution = z
  .boolean()
  .describe('Whether teachers may share with everybody in the institution. Admins always may.');

const sharingPolicy = z
  .strictObject({
    teachersShareWithInstitution,
    version: z.int().describe('Grows by one with each change; 0 while the policy is the default.'),
    changedBy: uuid.nullable().describe('The admin who changed the policy last; null for the default.'),
  })
  .meta({ id: 'SharingPolicy' });

export const readSharingPolicy = operation({
  operationId: 'readSharingPolicy',
  service: 'user',
  summary: 'Returns who may share with the whole institution. By default teachers may.',
  method: 'GET',
  path: '/users/sharing-policy',
  edgePath: '/api/users/sharing-policy',
  access: { edge: roles },
  success: { 200: sharingPolicy },
  problems: [],
});

export const changeSharingPolicy = operation({
  operationId: 'changeSharingPolicy',
  service: 'user',
  summary:
    'Changes who may share with the whole institution from now on. What is shared already stays shared. Only admins may do this.',
  method: 'PATCH',
  path: '/users/sharing-policy',
  edgePath: '/api/users/sharing-policy',
  access: { edge: ['admin'] },
  body: z.strictObject({ teachersShareWithInstitution }),
  success: { 200: sharingPolicy },
  problems: [],
});
