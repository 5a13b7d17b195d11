import type { openGuide, readDocsAsset } from '@ai-teacher/contracts/web/docs.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { ServiceContext } from '@ai-teacher/service-kit/request-state.ts';
import { pageHeaders, referenceHeaders } from './page-policy.ts';
import { immutable, sendFile } from './send-file.ts';

/** A page of the documentation has the same name in the next version. */
const cacheControl = 'no-cache';

const sendDocument =
  (folder: string, file: string, headers: Readonly<Record<string, string>>) =>
  async (ctx: ServiceContext) => {
    ctx.set(headers);
    if (!(await sendFile(ctx, { folder, file, cacheControl })))
      throw new Problem('docs-not-built', { detail: 'Run `npm run build:web` on the server.' });
  };

/**
 * The documents that the build writes (`build/build-docs.ts`).
 *
 * @returns handlers that throw Problem `docs-not-built`, or `not-found` for a guide or an asset.
 */
export const docsFrom = (folder: string) => ({
  reference: sendDocument(folder, 'index.html', referenceHeaders),
  description: sendDocument(folder, 'openapi.json', { 'x-content-type-options': 'nosniff' }),
  problems: sendDocument(folder, 'problems.html', pageHeaders),
  guide: async (ctx: ServiceContext, { params }: Input<typeof openGuide>) => {
    ctx.set(pageHeaders);
    const file = { folder: `${folder}/guides`, file: `${params.guide}.html`, cacheControl };
    if (!(await sendFile(ctx, file))) throw new Problem('not-found');
  },
  asset: async (ctx: ServiceContext, { params }: Input<typeof readDocsAsset>) => {
    const file = { folder: `${folder}/assets`, file: params.file, cacheControl: immutable };
    if (!(await sendFile(ctx, file))) throw new Problem('not-found');
  },
});
