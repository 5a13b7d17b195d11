import { z } from 'zod';
import { operation } from '../../operation.ts';
import { shownIdentifier } from '../../text.ts';
import { instant, teachingRoles, uuid } from '../../values.ts';

/** The changes that the answer lists. */
export const maxShownChanges = 50;

const enabled = z
  .boolean()
  .describe('Whether a language model may mark short and long answers of the institution. Default: false.');

const change = z
  .strictObject({
    enabled: z.boolean(),
    changedBy: uuid.nullable().describe('The admin who made the change. Null after the account was erased.'),
    changedAt: instant,
  })
  .meta({ id: 'ModelMarkingChange' });

const modelMarking = z
  .strictObject({
    enabled,
    available: z
      .boolean()
      .describe(
        'Whether the operator has configured a model and confirmed that a measured comparison justifies its marks. Without both, no model marks.',
      ),
    model: shownIdentifier().nullable().describe('The configured model. Null while none is available.'),
    changes: z
      .array(change)
      .max(maxShownChanges)
      .describe(
        `The latest changes, newest first, at most ${maxShownChanges}. Empty while the default holds.`,
      ),
  })
  .meta({ id: 'ModelMarking' });

export const readModelMarking = operation({
  operationId: 'readModelMarking',
  service: 'exam',
  summary:
    'Returns whether a language model may mark short and long answers of the institution, and who decided that.',
  method: 'GET',
  path: '/exams/marking/model',
  edgePath: '/api/exams/marking/model',
  access: { edge: teachingRoles },
  success: { 200: modelMarking },
  problems: [],
});

export const changeModelMarking = operation({
  operationId: 'changeModelMarking',
  service: 'exam',
  summary:
    'Lets a language model mark short and long answers that are submitted from now on, or stops it. Earlier marks stay. A teacher can still stop it for an exam. Only admins may do this.',
  method: 'PUT',
  path: '/exams/marking/model',
  edgePath: '/api/exams/marking/model',
  access: { edge: ['admin'] },
  body: z.strictObject({ enabled }),
  success: { 200: modelMarking },
  problems: ['model-marking-unavailable'],
});
