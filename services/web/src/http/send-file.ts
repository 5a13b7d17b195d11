import type { ServiceContext } from '@ai-teacher/service-kit/request-state.ts';
import { send } from '@koa/send';
import { HttpError } from 'koa';

/** For a file whose name contains a hash of its content: a year, without asking again. */
export const immutable = 'public, max-age=31536000, immutable';

export type FileAnswer = {
  /** The folder that the file must be in. */
  readonly folder: string;
  /** Path below the folder, already parsed by the contract. */
  readonly file: string;
  readonly cacheControl: string;
};

/**
 * Answers with a file, in the smallest form that the client accepts: `<file>.br`, `<file>.gz`, or the file.
 *
 * @returns false when there is no such file in the folder. Nothing is answered then.
 */
export const sendFile = async (
  ctx: ServiceContext,
  { folder, file, cacheControl }: FileAnswer,
): Promise<boolean> => {
  ctx.set('cache-control', cacheControl);
  ctx.vary('Accept-Encoding');
  try {
    return (await send(ctx, file, { root: folder })) !== undefined;
  } catch (error) {
    // The library refuses paths outside the folder (400, 403) and files that do not exist (404).
    if (error instanceof HttpError && error.status < 500) return false;
    throw error;
  }
};
