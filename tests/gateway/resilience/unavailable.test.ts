/** @mesh alone */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Row, type Stage, unsupported } from '@ai-teacher/drill/rows/row.ts';
import { rows } from '@ai-teacher/drill/rows/run-rows.ts';
import { enter, visitorOf } from '@ai-teacher/drill/rows/visitor.ts';
import { createEdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { portOf } from '@ai-teacher/local-mesh/state/addresses.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { plainProgress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readTheBook } from '../../telemetry/read-the-book.ts';

jest.setTimeout(240_000);

const bookFile = 'libs/demo/textbook/water-weather-and-climate.pdf';
let stage: Stage;

beforeAll(async () => {
  const mesh = await runningMesh();
  const { gatewayUrl, credentials } = mesh;
  const teacher = await enter(gatewayUrl, credentials.teacher);
  const book = await readFile(path.join(repositoryRoot, bookFile));
  // Other files may have hidden the book itself from students.
  const { documentId } = await readTheBook(teacher.client, 'Water');
  stage = {
    mesh: {
      ...{ gatewayUrl, credentials, database: { delay: unsupported }, databaseUrl: unsupported },
      ...{ stop: mesh.stopPart, start: mesh.startPart, freeze: unsupported, thaw: unsupported },
      portOf: (part, port) => portOf(mesh.addresses, part, port),
      end: async () => undefined,
    },
    progress: plainProgress(() => undefined),
    world: visitorOf(createEdgeClient({ gatewayUrl })),
    teacher,
    student: await enter(gatewayUrl, credentials.student),
    studentCredentials: credentials.student,
    ...{ documentId, attemptId: '', itemId: '', disk: { folder: '', minFreeBytes: 0 }, book },
    moveClock: unsupported,
    // The gateway of the tests admits 100 requests of a user a minute.
    ...{ outageSeconds: 2, readsAtOnce: 10 },
  };
});

const rowOf = (unavailable: string): Row => {
  const found = rows.find((row) => row.unavailable === unavailable);
  if (found === undefined) throw new Error(`there is no row ${unavailable}`);
  return found;
};

// `npm run drill -- --rows` plays all rows, with longer outages.
describe('the answers to users while a part is unavailable', () => {
  it.each(['postgres gone', 'auth gone', 'notification gone', 'qdrant gone', 'ratelimit gone'])(
    'with %s are as declared, and every request succeeds afterwards without intervention',
    async (unavailable) => {
      const { faults, seen } = await rowOf(unavailable).play(stage);
      expect({ seen, faults }).toEqual({ seen, faults: [] });
    },
  );
});
