import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  downloadRejectedRows,
  exportRoster as exporting,
  followRoster as following,
  importRoster as importing,
  maxRosterBytes,
} from '@ai-teacher/contracts/rosters/rosters.ts';
import { openEventStream } from '@ai-teacher/service-kit/server/event-stream.ts';
import { type Route, sendAnswer, wireRoute } from '@ai-teacher/service-kit/server/route.ts';
import { readUpload, uploadHasher } from '@ai-teacher/service-kit/uploads/read-upload.ts';
import { stringify } from 'csv-stringify';
import type { exportRoster } from '../domain/rosters/export-roster.ts';
import type { followRoster } from '../domain/rosters/follow-roster.ts';
import type { importRoster } from '../domain/rosters/import-roster.ts';
import type { listRejectedRows } from '../domain/rosters/list-rejected-rows.ts';
import { isWorkedOn } from '../domain/rosters/roster.ts';
import { presentNewRoster, presentRoster } from './present/rosters.ts';

const fields = importing.body as NonNullable<typeof importing.body>;

/** Reads the upload while it arrives. */
export const importRosterRoute = (useCase: ReturnType<typeof importRoster>): Route =>
  wireRoute(
    importing,
    async (ctx, { principal }) => {
      const upload = await readUpload(ctx.req, fields);
      sendAnswer(importing, ctx, presentNewRoster(await useCase({ principal, upload })));
    },
    { hashUpload: uploadHasher(fields, maxRosterBytes) },
  );

/** Writes CSV. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export const rejectedRowsRoute = (useCase: ReturnType<typeof listRejectedRows>): Route =>
  wireRoute(
    downloadRejectedRows,
    async (ctx, input) => {
      const rows = await useCase(input);
      ctx.status = 200;
      ctx.set({
        'content-type': 'text/csv; charset=utf-8; header=present',
        'content-disposition': `attachment; filename="${input.params.file}-rejected.csv"`,
        'cache-control': 'no-store',
      });
      const text = stringify({ escape_formulas: true, record_delimiter: 'windows' });
      // A fault of a later page ends the answer early; the client sees that it is not whole.
      ctx.body = text;
      pipeline(Readable.from(rows), text).catch(() => undefined);
    },
    { deadlineSeconds: 300 },
  );

/**
 * Sends `progress` at every change, and `done` with the import when it waits for the confirmation or has
 * ended. When the service stops earlier, the stream ends with `error`.
 */
export const followRosterRoute = (useCase: ReturnType<typeof followRoster>): Route =>
  wireRoute(following, async (ctx, input) => {
    const states = await useCase(input);
    const stream = openEventStream(ctx, { ...following.stream });
    try {
      for await (const roster of states) {
        if (stream.closed()) return;
        const shown = presentRoster(roster);
        if (isWorkedOn(roster)) {
          const { status, progress } = shown;
          await stream.send('progress', { status, progress });
        } else await stream.send('done', shown);
      }
    } finally {
      stream.end();
    }
  });

/** Sends the zip while it is made. A fault ends the answer early; the client sees that the zip is cut. */
export const exportRosterRoute = (useCase: ReturnType<typeof exportRoster>): Route =>
  wireRoute(
    exporting,
    async (ctx, input) => {
      const { bytes, close } = await useCase(input);
      ctx.res.once('close', () => void close());
      if (ctx.res.destroyed) await close();
      ctx.status = 200;
      ctx.set({
        'content-type': 'application/zip',
        'content-disposition': 'attachment; filename="roster.zip"',
        'cache-control': 'no-store',
      });
      ctx.body = Readable.from(bytes, { objectMode: false });
    },
    { deadlineSeconds: 900 },
  );
