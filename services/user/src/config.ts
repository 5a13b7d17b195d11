import { baseEnvironment } from '@ai-teacher/service-kit/config.ts';
import { z } from 'zod';

const count = (preset: number) => z.coerce.number().int().min(1).max(10_000_000).default(preset);

/** The environment of the user service. */
export const userEnvironment = baseEnvironment.extend({
  ACADEMIC_NODES_PER_TREE: count(2_000_000).describe(
    'Maximum number of nodes in one tree of an institution, archived ones included.',
  ),
  ACADEMIC_CHILDREN_PER_NODE: count(10_000).describe('Maximum number of children of one node.'),
});

export type UserConfig = z.output<typeof userEnvironment>;
