import { maxRosterBytes } from '@ai-teacher/contracts/rosters/rosters.ts';
import {
  baseEnvironment,
  count,
  idempotencyEnvironment,
  optionalText,
  retentionDays,
} from '@ai-teacher/service-kit/config.ts';
import { z } from 'zod';

const limit = (preset: number) => count({ max: 10_000_000, preset });

/** The environment of the user service. */
export const userEnvironment = baseEnvironment.extend({
  ...idempotencyEnvironment,
  ACADEMIC_NODES_PER_TREE: limit(2_000_000).describe(
    'Maximum number of nodes in one tree of an institution, archived ones included.',
  ),
  ACADEMIC_CHILDREN_PER_NODE: limit(10_000).describe('Maximum number of children of one node.'),
  ACADEMIC_MOVES_PER_NODE: limit(1_000).describe('Maximum number of recorded moves of one node.'),
  ACADEMIC_SESSIONS_PER_INSTITUTION: limit(2_000).describe(
    'Maximum number of years and terms of an institution, archived ones included.',
  ),
  COURSES_PER_INSTITUTION: limit(200_000).describe(
    'Maximum number of courses of an institution, archived ones included.',
  ),
  CLASSES_PER_INSTITUTION: limit(500_000).describe(
    'Maximum number of classes of an institution, archived ones included.',
  ),
  ENROLMENTS_PER_CLASS: limit(2_000).describe(
    'Maximum number of enrolments of one class, ended ones included.',
  ),
  GUARDIANS_PER_STUDENT: limit(10).describe('Maximum number of guardians of one student at a time.'),
  GUARDIAN_LINKS_PER_STUDENT: limit(100).describe(
    'Maximum number of links of one student to guardians, ended ones included.',
  ),
  ROLES_PER_UNIT: limit(100).describe('Maximum number of roles of people in one unit, ended ones excluded.'),
  ROLE_RECORDS_PER_UNIT: limit(2_000).describe(
    'Maximum number of roles of people in one unit, ended ones included.',
  ),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .describe('Redis for counters: redis://[user:password@]host:port.'),
  JOIN_CODES_PER_CLASS: limit(20).describe(
    'Maximum number of open join codes of one class, invitations excluded.',
  ),
  JOIN_CODE_RECORDS_PER_CLASS: limit(1_000).describe(
    'Maximum number of retained join codes of one class, withdrawn and expired ones included, invitations excluded.',
  ),
  JOIN_ATTEMPTS_PER_HOUR: limit(10).describe(
    'Attempts of one person to join a class in any hour, successful ones included.',
  ),
  JOINS_PER_CODE_HOUR: limit(200).describe('Uses of one join code in any hour.'),
  PLATFORM_ADDRESS: optionalText
    .pipe(z.url({ protocol: /^https?$/ }).optional())
    .describe('Address at which people register. It is printed on invitations of a class.'),
  ROSTER_BYTES: count({ max: maxRosterBytes, preset: maxRosterBytes }).describe(
    'Maximum size of the zip of a roster, in bytes.',
  ),
  TRACES_URL: optionalText
    .pipe(z.url({ protocol: /^https?$/ }).optional())
    .describe(
      'Address of Jaeger’s pages. Admins get a link to the trace of a failed request. Empty: no link.',
    ),
  ROSTER_RETENTION_DAYS: retentionDays({ min: 1, preset: 30 }).describe(
    'Days for which the report of an import is retained after its end.',
  ),
  ROSTER_UPLOAD_RETENTION_DAYS: retentionDays({ min: 1, preset: 1 }).describe(
    'Days for which the bytes of an interrupted upload of a roster are retained.',
  ),
  JOIN_CODE_RETENTION_DAYS: retentionDays({ min: 1, preset: 90 }).describe(
    'Days for which a join code is retained after it expired.',
  ),
});

export type UserConfig = z.output<typeof userEnvironment>;
