import { z } from 'zod';
import { operation } from '../operation.ts';
import { identifier, shownIdentifier } from '../text.ts';
import { roles } from '../values.ts';

/** The two trees of an institution: its units, and what it teaches. */
export const academicTree = z.enum(['organisation', 'curriculum']).meta({ id: 'AcademicTree' });
export type AcademicTree = z.infer<typeof academicTree>;

const maxLevels = 12;

export const treeParams = z.strictObject({ tree: academicTree });

export const levelName = identifier({
  max: 40,
  pattern: /^[a-z][a-z0-9-]*$/u,
  fault: 'must begin with a letter, and consist of small letters, digits and hyphens',
});

const levels = z.strictObject({ levels: z.array(shownIdentifier()) }).meta({ id: 'AcademicLevels' });

export const readLevels = operation({
  operationId: 'readLevels',
  service: 'user',
  summary: 'Returns the levels of a tree, from the highest to the lowest.',
  method: 'GET',
  path: '/users/academic-levels/{tree}',
  edgePath: '/api/users/academic-levels/{tree}',
  access: { edge: roles },
  params: treeParams,
  success: { 200: levels },
  problems: [],
});

export const changeLevels = operation({
  operationId: 'changeLevels',
  service: 'user',
  summary: 'Replaces the levels of a tree. Levels in use must stay, in the same order.',
  method: 'PUT',
  path: '/users/academic-levels/{tree}',
  edgePath: '/api/users/academic-levels/{tree}',
  access: { edge: ['admin'] },
  params: treeParams,
  body: z.strictObject({
    levels: z
      .array(levelName)
      .min(1)
      .max(maxLevels)
      .refine((given) => new Set(given).size === given.length, 'must not repeat a level'),
  }),
  success: { 200: levels },
  problems: ['levels-in-use'],
});
