import { z } from 'zod';
import { operation } from '../operation.ts';
import { identifier, shownIdentifier } from '../text.ts';
import { uuid } from '../values.ts';
import { accessFact, type FactKind } from './access-facts.ts';

const kinds = [
  'unit',
  'class',
  'enrolment',
  'unit-role',
  'guardian',
  'sharing-policy',
  'institution-time-zone',
] as const satisfies readonly FactKind[];
const factKind = z.enum(kinds).meta({ id: 'FactKind' });

/** The services that hold a projection of the facts about rights. */
const receivers = ['rag', 'exam', 'notification'] as const;

const hexDigits = (count: number, fault: string) =>
  identifier({ max: count, pattern: new RegExp(`^[0-9a-f]{${count}}$`, 'u'), fault });

/** The first hexadecimal digit of the ids of 256 buckets of each kind. */
const bucketGroup = hexDigits(1, 'must be one hexadecimal digit');
/** The first three hexadecimal digits of the ids of a bucket. 3 million facts have buckets of about 730. */
const bucket = hexDigits(3, 'must be three hexadecimal digits');

const institutionId = uuid.optional().describe('Only the facts of this institution; absent: all facts.');

/** Maximum number of facts in one answer of `listFacts`. */
export const maxFactsPerPage = 500;

export const readFactDigests = operation({
  operationId: 'readFactDigests',
  service: 'user',
  summary:
    'Returns a digest of each bucket of facts about rights, of all kinds. Buckets without a fact are left out. Only services may call this.',
  method: 'POST',
  path: '/internal/access-facts/digests',
  access: { services: receivers },
  body: z.strictObject({ group: bucketGroup, institutionId }),
  success: {
    200: z
      .strictObject({
        items: z.array(
          z.strictObject({
            kind: factKind,
            bucket: shownIdentifier(),
            count: z.int(),
            hash: shownIdentifier().describe(
              'The sum of a hash of each fact’s id and version, in decimal digits. For a unit, its parent replaces the version, because a rename changes no fact.',
            ),
            contentHash: shownIdentifier()
              .optional()
              .describe(
                'As `hash`, over all fields of each fact. A receiver compares it when both sides have it.',
              ),
          }),
        ),
      })
      .meta({ id: 'FactDigests' }),
  },
  problems: [],
});

export const listFacts = operation({
  operationId: 'listFacts',
  service: 'user',
  summary: `Returns up to ${maxFactsPerPage} facts about rights of one bucket, in the order of their ids. Only services may call this.`,
  method: 'POST',
  path: '/internal/access-facts/facts',
  access: { services: receivers },
  body: z.strictObject({
    kind: factKind,
    bucket,
    institutionId,
    after: uuid.optional().describe('The id after which the page begins; absent: the first page.'),
  }),
  success: {
    200: z
      .strictObject({
        items: z.array(accessFact),
        next: uuid.nullable().describe('`after` of the next page; null on the last page.'),
      })
      .meta({ id: 'FactPage' }),
  },
  problems: [],
});
