import { z } from 'zod';
import { audience, excluded } from '../access/audience.ts';

/** Input: shared with the whole institution, or private. */
const visibility = z.enum(['institution', 'private']).meta({ id: 'Visibility' });

export const shownVisibility = z
  .enum(['institution', 'private', 'shared'])
  .describe('`shared`: with a part of the institution, which `audience` names.')
  .meta({ id: 'ShownVisibility' });

/** The sharing fields of a request: either the visibility or the audience. */
export const sharingFields = {
  visibility: visibility
    .optional()
    .describe('A short form: `institution` is an audience of the whole institution, `private` an empty one.'),
  audience: audience.optional(),
  excluded: excluded.optional(),
};

/** Whether a request gives the audience only once. */
export const hasOneAudience = ({
  visibility: given,
  audience: entries,
}: {
  readonly visibility?: unknown;
  readonly audience?: unknown;
}): boolean => given === undefined || entries === undefined;
export const audienceTwice = {
  path: ['visibility'],
  message: 'must not be given together with `audience`',
};
