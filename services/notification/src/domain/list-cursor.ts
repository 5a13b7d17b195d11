import { uuid } from '@ai-teacher/contracts/values.ts';
import { Problem } from '@ai-teacher/service-kit/problem.ts';
import { z } from 'zod';
import type { PlaceInList } from './ports.ts';

const place = z.tuple([z.iso.datetime(), uuid]);

/** The last thing of a page as opaque text. */
export const cursorAt = ({ at, id }: PlaceInList): string =>
  Buffer.from(JSON.stringify([at.toISOString(), id])).toString('base64url');

/** @throws Problem `input-invalid` for text that `cursorAt` did not make. */
export const placeIn = (cursor: string | undefined): PlaceInList | undefined => {
  if (cursor === undefined) return undefined;
  const read = place.safeParse(jsonIn(cursor));
  if (!read.success)
    throw new Problem('input-invalid', {
      errors: [{ pointer: '/query/cursor', message: 'is not a cursor of this list' }],
    });
  const [at, id] = read.data;
  return { at: new Date(at), id };
};

const jsonIn = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};
