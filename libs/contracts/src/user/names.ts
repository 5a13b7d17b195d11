import { z } from 'zod';
import { identifier, shownIdentifier, shownLabel } from '../text.ts';
import { singleLine } from '../values.ts';

/** Whether a text is one BCP 47 language tag. */
export const isLocale = (text: string): boolean => {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
};

const maxNames = 20;
export const maxNameCharacters = 200;

/** One name in each language, as a caller gives them. */
export const names = z
  .array(
    z.strictObject({
      locale: identifier({ max: 35 }).refine(isLocale, 'must be a BCP 47 language tag'),
      name: singleLine(maxNameCharacters),
    }),
  )
  .min(1)
  .max(maxNames);

export const shownNames = z
  .array(z.strictObject({ locale: shownIdentifier(), name: shownLabel() }))
  .describe('One name for each language.');

/** The institution’s own code of a thing. */
export const code = singleLine(100);
