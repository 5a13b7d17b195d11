import { baseEnvironment } from '@ai-teacher/service-kit/config.ts';
import { z } from 'zod';

const count = (preset: number) => z.coerce.number().int().min(1).max(10_000_000).default(preset);

/** The environment of the user service. */
export const userEnvironment = baseEnvironment.extend({
  ACADEMIC_NODES_PER_TREE: count(2_000_000).describe(
    'Maximum number of nodes in one tree of an institution, archived ones included.',
  ),
  ACADEMIC_CHILDREN_PER_NODE: count(10_000).describe('Maximum number of children of one node.'),
  ACADEMIC_SESSIONS_PER_INSTITUTION: count(2_000).describe(
    'Maximum number of years and terms of an institution, archived ones included.',
  ),
  COURSES_PER_INSTITUTION: count(200_000).describe(
    'Maximum number of courses of an institution, archived ones included.',
  ),
  CLASSES_PER_INSTITUTION: count(500_000).describe(
    'Maximum number of classes of an institution, archived ones included.',
  ),
  ENROLMENTS_PER_CLASS: count(2_000).describe(
    'Maximum number of enrolments of one class, ended ones included.',
  ),
});

export type UserConfig = z.output<typeof userEnvironment>;
