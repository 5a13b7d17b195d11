/** @mesh alone */

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { ProblemCode } from '@ai-teacher/contracts/problem.ts';
import { ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { EdgeProblem } from '@ai-teacher/edge-client/edge-client.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import type { WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { patientClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { connectTo } from '../../telemetry/broken-tables.ts';
import { readTheBook } from '../../telemetry/read-the-book.ts';
import { openSchool, type School } from '../school-in-browser.ts';
import { inspect, open } from '../screen.ts';
import { signedInPage } from '../signed-in.ts';

let school: School;
let database: pg.Client;
beforeAll(async () => {
  school = await openSchool();
  database = await connectTo(school.mesh, 'rag');
});
afterAll(async () => {
  await school?.browser.close();
  await database?.end();
});

/** The id of a book that counts towards the limits. */
type Book = string;
/** Reaches a limit. Returns how to remove the cause. */
type Reach = (book: Book) => Promise<() => Promise<unknown>>;

/** Records another size of the file of a book. */
const withBytes =
  (bytes: number): Reach =>
  async (book) => {
    const { rows } = await database.query<{ bytes: string }>('select bytes from document where id = $1', [
      book,
    ]);
    const change = 'update document set bytes = $1 where id = $2';
    await database.query(change, [bytes, book]);
    return () => database.query(change, [rows[0]?.bytes, book]);
  };

/** Adds `count` copies of the row of a book without a file, in which the given columns differ. */
const withDocuments =
  (count: number, given: { readonly owner_id?: string; readonly status?: 'queued' } = {}): Reach =>
  async (book) => {
    const { rows } = await database.query<{ id: string }>(
      `insert into document select copy.* from document book, generate_series(1, $1::int) number,
         jsonb_populate_record(book, $3::jsonb || jsonb_build_object(
           'id', gen_random_uuid(), 'content_hash', number::text, 'blob_id', null, 'bytes', 0)) copy
       where book.id = $2 returning id`,
      [count, book, JSON.stringify(given)],
    );
    return () => database.query('delete from document where id = any($1)', [rows.map(({ id }) => id)]);
  };

/** Gives the book to another person, so that its bytes count for the institution alone. */
const ofAnotherOwner =
  (reach: Reach): Reach =>
  async (book) => {
    const change = 'update document set owner_id = $1 where id = $2';
    const { rows } = await database.query<{ owner_id: string }>(
      'select owner_id from document where id = $1',
      [book],
    );
    await database.query(change, [randomUUID(), book]);
    const undo = await reach(book);
    return async () => {
      await undo();
      await database.query(change, [rows[0]?.owner_id, book]);
    };
  };

/**
 * Uploads what is no PDF until the refusal has this code. The service reads the used storage every five
 * seconds, and the gateway admits ten uploads a minute.
 */
const untilRefused = async (code: ProblemCode): Promise<void> => {
  const file = { name: 'no.pdf', bytes: Buffer.from('no PDF') };
  const refusal = (): Promise<unknown> =>
    school.teacher.upload(ingest, { body: {} }, file).then(
      () => undefined,
      (fault) => (fault instanceof EdgeProblem ? fault.problem?.code : fault),
    );
  while ((await refusal()) !== code) await pause(2_000);
};

type Limit = {
  readonly name: string;
  readonly status: number;
  readonly sentence: RegExp;
  readonly advice: RegExp;
  readonly reach: Reach;
};

const limits: readonly Limit[] = [
  {
    name: 'the maximum number of documents of a user',
    status: 409,
    sentence: /You have as many documents as you may have\./,
    advice: /Delete documents that you no longer need, then try again\./,
    reach: withDocuments(1_000),
  },
  {
    name: 'the maximum number of bytes of a user',
    status: 409,
    sentence: /Your files take up all the space that you may use\./,
    advice: /Delete documents that you no longer need, then try again\./,
    reach: withBytes(5_000_000_000),
  },
  {
    name: 'the maximum number of bytes of an institution',
    status: 409,
    sentence: /The files of your institution take up all the space/,
    advice: /Ask an admin to delete documents, then try again\./,
    reach: ofAnotherOwner(withBytes(250_000_000_000)),
  },
  {
    name: 'the maximum number of documents of an institution',
    status: 409,
    sentence: /Your institution has as many documents as it may have\./,
    advice: /Ask an admin to delete documents, then try again\./,
    reach: withDocuments(50_000, { owner_id: randomUUID() }),
  },
  {
    name: 'the maximum number of waiting documents of a user',
    status: 429,
    sentence: /Too many of your documents are waiting to be read\./,
    advice: /Try again when some of them are ready\./,
    reach: withDocuments(200, { status: 'queued' }),
  },
  {
    name: 'the storage of the platform',
    status: 507,
    sentence: /No more files can be stored\./,
    advice: /inform your administrator/,
    reach: async (book) => {
      const undo = await withBytes(500_000_000_000)(book);
      await untilRefused('storage-full');
      return async () => {
        await undo();
        await untilRefused('not-a-pdf');
      };
    },
  },
];

const chooseBook = async ({ page }: WatchedPage, name: string): Promise<void> => {
  const file = path.join(repositoryRoot, 'libs/demo/textbook/water-weather-and-climate.pdf');
  const buffer = Buffer.concat([await readFile(file), Buffer.from(`\n% ${name}\n`)]);
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: `${name}.pdf`, mimeType: 'application/pdf', buffer });
};

describe('an upload beyond a limit', () => {
  it.each(limits)(
    'that reaches $name says what to do with its request id, and the same file can be uploaded later',
    async ({ status, sentence, advice, reach }) => {
      const expected = new RegExp(`401 \\(Unauthorized\\)|${status} .*/api/rag/ingest`);
      const { gatewayUrl, credentials } = school.mesh;
      // A teacher of this limit alone, because the gateway counts the uploads of each user.
      const { teacher } = await ownPeople(gatewayUrl, credentials.admin, ['teacher']);
      const world = patientClient(gatewayUrl);
      const { accessToken } = (await world.call(signIn, { body: teacher })).answer;
      const { documentId } = await readTheBook(world.as(accessToken), 'Water');
      const opened = await signedInPage(school.browser, teacher, { expected });
      const { page, finish } = opened;
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await open(opened, 'Documents');
      const name = `limit-${randomUUID()}`;
      const removeCause = await reach(documentId);
      try {
        await chooseBook(opened, name);
        const card = page.getByRole('listitem').filter({ hasText: `${name}.pdf` });
        const notice = card.getByRole('alert');
        await notice.getByText(sentence).waitFor();
        await notice.getByText(advice).waitFor();
        const requestId = (await notice.locator('code').textContent()) ?? '';
        await notice.getByRole('button', { name: 'Copy' }).click();
        await notice.getByRole('button', { name: 'Copied' }).waitFor();
        expect(await page.evaluate('navigator.clipboard.readText()')).toBe(requestId);
        expect(school.mesh.logs('rag').some((line) => line.includes(requestId))).toBe(true);
        await inspect(opened, `upload-limit-${status}`);
        // The cause lasts, so another request is refused as well.
        await notice.getByRole('button', { name: 'Try again' }).click();
        await notice.locator('code').filter({ hasNotText: requestId }).waitFor();
        await notice.getByText(sentence).waitFor();
      } finally {
        await removeCause();
      }
      await page
        .getByRole('listitem')
        .filter({ hasText: `${name}.pdf` })
        .getByRole('button', { name: 'Try again' })
        .click();
      const book = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
      await book.getByText('Ready').waitFor();
      await finish();
    },
  );
});
