import { readFileSync } from 'node:fs';
import { browserCookiePath, browserHeaders } from '@ai-teacher/contracts/auth/browser-sessions.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { draftIn, generateExam, publishExam } from '@ai-teacher/contracts/exam/exams.ts';
import type { ItemType } from '@ai-teacher/contracts/exam/items.ts';
import type { EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { serveBuiltClient } from '@ai-teacher/test-kit/browser/built-client.ts';
import {
  type PageOptions,
  startBrowser,
  type TestBrowser,
  type WatchedPage,
} from '@ai-teacher/test-kit/browser/test-browser.ts';
import { patientClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import type { BrowserContext } from 'playwright-core';
import { readTheBook } from '../telemetry/read-the-book.ts';

export type School = {
  readonly mesh: RunningMesh;
  readonly browser: TestBrowser;
  readonly teacher: EdgeClient;
  readonly student: EdgeClient;
  /** A book that the student may read. */
  readonly documentId: string;
  /** Opens a page with the session of the student. */
  readonly open: (path: string, options?: PageOptions) => Promise<WatchedPage>;
  /** An exam of the book that the student may sit: for 30 minutes, or until it closes. */
  readonly publish: (title: string, types?: ItemType[], millisecondsToClose?: number) => Promise<string>;
};

/** Gives a browser the cookie of a session, as the form of the client does. */
export const signInContext = async (
  context: BrowserContext,
  gatewayUrl: string,
  data: { readonly email: string; readonly password: string },
): Promise<void> => {
  const url = `${gatewayUrl}${browserCookiePath}/login`;
  const answer = await context.request.post(url, { headers: browserHeaders, data });
  if (answer.status() !== 200) throw new Error(`the sign-in answered ${answer.status()}`);
};

/** The real client in Chromium, a teacher with a book, and a student. The test file closes the browser. */
export const openSchool = async (): Promise<School> => {
  const mesh = await runningMesh();
  const { gatewayUrl, credentials } = mesh;
  await serveBuiltClient(mesh.stateDirectory);
  const world = patientClient(gatewayUrl);
  const clientOf = async (body: { email: string; password: string }): Promise<EdgeClient> =>
    world.as((await world.call(signIn, { body })).answer.accessToken);
  const teacher = await clientOf(credentials.teacher);
  const student = await clientOf(credentials.student);
  const { documentId } = await readTheBook(teacher, 'Water');
  const browser = await startBrowser(gatewayUrl);
  return {
    mesh,
    browser,
    teacher,
    student,
    documentId,
    open: (path, options = {}) =>
      browser.openPage(path, {
        ...options,
        before: async (context) => {
          await signInContext(context, gatewayUrl, credentials.student);
          await options.before?.(context);
        },
      }),
    publish: async (title, types, millisecondsToClose) => {
      const kinds = types === undefined ? {} : { types };
      const body = { title, documentIds: [documentId], itemCount: 4, ...kinds };
      const { examId } = draftIn((await teacher.call(generateExam, { body })).answer);
      const times =
        millisecondsToClose === undefined
          ? { durationMinutes: 30 }
          : { closesAt: new Date(Date.now() + millisecondsToClose).toISOString() };
      await teacher.call(publishExam, { params: { id: examId }, body: times });
      return examId;
    },
  };
};

/** Makes the pages of lists short, so a few entries need several pages. */
export const withShortPages =
  (paths: RegExp, limit: number) =>
  async (context: BrowserContext): Promise<void> => {
    await context.route(paths, (route) => {
      const url = new URL(route.request().url());
      url.searchParams.set('limit', String(limit));
      return route.continue({ url: url.href });
    });
  };

type Texts = { readonly [key: string]: string | Texts };
const folder = new URL('../../services/web/client/src/language/', import.meta.url);

/** Reads a text of a catalogue, such as `nav.books`. @throws Error for a key without a text. */
export const textsOf = (language: string): ((key: string) => string) => {
  const trees = [`${language}.json`, `codes/${language}.json`].map(
    (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Texts,
  );
  return (key) => {
    const found = trees
      .map((tree) =>
        key
          .split('.')
          .reduce<string | Texts | undefined>(
            (at, part) => (typeof at === 'object' ? at[part] : undefined),
            tree,
          ),
      )
      .find((text) => text !== undefined);
    if (typeof found !== 'string') throw new Error(`${language}.json has no text ${key}`);
    return found;
  };
};
