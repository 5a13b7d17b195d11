import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { shownLabel } from '../text.ts';
import { day, enrolmentRole, instant, roles, teachingRoles, uuid } from '../values.ts';

/** Maximum number of people in one call of `addEnrolments`. */
export const maxAddedEnrolments = 200;

const from = day.describe('The first day.');
const until = day.describe('The day after the last day.');

export const enrolment = z
  .strictObject({
    id: uuid,
    classId: uuid,
    classTitle: shownLabel(),
    personId: uuid,
    personName: shownLabel().describe('Empty until the person’s name is known.'),
    role: enrolmentRole,
    from,
    until: until.nullable().describe('The day after the last day. Null: until the class ends.'),
    version: z.int().describe('Grows by one with each change.'),
    createdAt: instant,
  })
  .meta({ id: 'Enrolment' });

const enrolments = pageOf(enrolment).meta({ id: 'Enrolments' });

const listQuery = pageQuery.extend({
  role: enrolmentRole.optional(),
  state: z
    .enum(['current', 'ended', 'all'])
    .default('current')
    .describe('`current`: today or later. `ended`: the last day has passed.'),
});

export const listEnrolments = operation({
  operationId: 'listEnrolments',
  service: 'user',
  summary:
    'Lists the enrolments of a person, newest first: the caller’s own, or those of `personId` for an admin. An admin of units sees those in classes of these units.',
  method: 'GET',
  path: '/users/enrolments',
  edgePath: '/api/users/enrolments',
  access: { edge: roles },
  priority: 'low',
  query: listQuery.extend({ personId: uuid.optional() }),
  success: { 200: enrolments },
  problems: ['forbidden'],
});

export const listClassEnrolments = operation({
  operationId: 'listClassEnrolments',
  service: 'user',
  summary: 'Lists the enrolments of a class, newest first, to an admin or a teacher of the class.',
  method: 'GET',
  path: '/users/classes/{id}/enrolments',
  edgePath: '/api/users/classes/{id}/enrolments',
  access: { edge: teachingRoles },
  priority: 'low',
  params: z.strictObject({ id: uuid }),
  query: listQuery,
  success: { 200: enrolments },
  problems: ['class-not-found'],
});

export const addEnrolments = operation({
  operationId: 'addEnrolments',
  service: 'user',
  summary: `Adds up to ${maxAddedEnrolments} people to a class, and answers for each of them. Teachers of the class may add students.`,
  method: 'POST',
  path: '/users/classes/{id}/enrolments',
  edgePath: '/api/users/classes/{id}/enrolments',
  access: { edge: teachingRoles },
  params: z.strictObject({ id: uuid }),
  body: z.strictObject({
    enrolments: z
      .array(
        z.strictObject({
          personId: uuid,
          role: enrolmentRole,
          from: day.optional().describe('The first day. Default: today, or the first day of the class.'),
          until: until.optional(),
        }),
      )
      .min(1)
      .max(maxAddedEnrolments),
  }),
  success: {
    200: z
      .strictObject({
        results: z
          .array(
            z.strictObject({
              personId: uuid,
              role: enrolmentRole,
              outcome: z
                .enum(['added', 'already', 'refused'])
                .describe('`already`: the person has this role in the class on some of these days.'),
              enrolmentId: uuid.optional().describe('The new enrolment.'),
              code: z
                .enum([
                  'forbidden',
                  'person-not-found',
                  'dates-outside-period',
                  'enrolment-limit-reached',
                  'account-role-unfit',
                ])
                .optional()
                .describe(
                  'Why the person was refused. `account-role-unfit`: accounts of students learn, those of teachers and admins teach.',
                ),
            }),
          )
          .describe('One result for each given enrolment, in the given order.'),
      })
      .meta({ id: 'AddedEnrolments' }),
  },
  problems: ['class-not-found', 'class-archived'],
});

export const endEnrolment = operation({
  operationId: 'endEnrolment',
  service: 'user',
  summary: 'Ends an enrolment, today or on a later day. Teachers of the class may end those of students.',
  method: 'POST',
  path: '/users/enrolments/{id}/end',
  edgePath: '/api/users/enrolments/{id}/end',
  access: { edge: teachingRoles },
  params: z.strictObject({ id: uuid }),
  body: z.strictObject({
    until: day
      .optional()
      .describe('The first day on which the person no longer belongs to the class. Default: today.'),
  }),
  bodyOptional: true,
  success: { 200: enrolment },
  problems: ['enrolment-not-found', 'enrolment-ended', 'dates-outside-period'],
});
