import { z } from 'zod';
import { uuid } from '../values.ts';

/** Maximum number of entries of one audience. */
const maxEntries = 50;

const aClass = z.strictObject({ classId: uuid.describe('The members of a class, while they are enrolled.') });
const aUnit = z.strictObject({
  unitId: uuid.describe('Everybody in a unit of the organisation and in the units below it.'),
});
const institution = z.strictObject({ institution: z.literal(true).describe('The whole institution.') });

/** A class, a unit of the organisation with everything below it, or the whole institution. */
export const audienceEntry = z.union([aClass, aUnit, institution]).meta({ id: 'AudienceEntry' });

/** The people with whom something is shared. */
export const audience = z
  .array(audienceEntry)
  .max(maxEntries)
  .describe('Whom it is shared with. Without an entry only the owner has access.');

/** The people of the audience from whom something is withheld. */
export const excluded = z
  .array(z.union([aClass, aUnit]).meta({ id: 'ExcludedEntry' }))
  .max(maxEntries)
  .describe('Whom it is withheld from, although the audience contains them.');
