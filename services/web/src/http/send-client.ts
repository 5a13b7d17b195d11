import type { readAsset } from '@ai-teacher/contracts/web/pages.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { ServiceContext } from '@ai-teacher/service-kit/request-state.ts';
import { pageHeaders } from './page-policy.ts';
import { immutable, sendFile } from './send-file.ts';

/**
 * Answers with the client's only page. It names the assets of its build, so it is never stored: a stored page
 * would ask for assets that a later build no longer has.
 *
 * @throws Problem `client-not-built`.
 */
export const sendClient = (clientFolder: string) => async (ctx: ServiceContext) => {
  ctx.set(pageHeaders);
  const file = { folder: clientFolder, file: 'index.html', cacheControl: 'no-store' };
  if (!(await sendFile(ctx, file)))
    throw new Problem('client-not-built', { detail: 'Run `npm run build:web` on the server.' });
};

/**
 * Answers with a file of the build.
 *
 * @throws Problem `not-found`.
 */
export const sendAsset =
  (clientFolder: string) =>
  async (ctx: ServiceContext, { params }: Input<typeof readAsset>) => {
    const file = {
      folder: `${clientFolder}/assets`,
      file: params.file,
      cacheControl: immutable,
    };
    ctx.set({ 'x-content-type-options': 'nosniff' });
    if (!(await sendFile(ctx, file))) throw new Problem('not-found');
  };
