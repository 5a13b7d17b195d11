/** @mesh shared */

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { patientClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readTheBook } from '../telemetry/read-the-book.ts';

const folder = path.join(repositoryRoot, 'libs/edge-client');
const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/^## Example \d: (.+)$[\s\S]*?^```ts\n([\s\S]*?)^```/gm)].map(
  ([, title = '', code = '']) => ({ title, code }),
);
const book = fileURLToPath(
  new URL('../../libs/demo/textbook/water-weather-and-climate.pdf', import.meta.url),
);

let mesh: RunningMesh;
beforeAll(async () => {
  mesh = await runningMesh();
  const world = patientClient(mesh.gatewayUrl);
  const { answer } = await world.call(signIn, { body: mesh.credentials.teacher });
  await readTheBook(world.as(answer.accessToken), 'Water');
});

/** Runs a program of the README as a person does who has the package. @returns what it prints. */
const run = (code: string, role: 'teacher' | 'student'): Promise<string> =>
  new Promise((resolve, reject) => {
    const { email, password } = mesh.credentials[role];
    const env = {
      PATH: process.env.PATH,
      GATEWAY_URL: mesh.gatewayUrl,
      EMAIL: email,
      PASSWORD: password,
      PDF: book,
    };
    const options = { cwd: folder, env, timeout: 60_000 };
    const program = execFile(
      process.execPath,
      ['--input-type=module-typescript', '-'],
      options,
      (fault, stdout, stderr) =>
        fault === null ? resolve(stdout) : reject(new Error(stderr, { cause: fault })),
    );
    program.stdin?.end(code);
  });

/** The output of each example, and the user who runs it. */
const expected: readonly { readonly role: 'teacher' | 'student'; readonly prints: RegExp }[] = [
  { role: 'student', prints: /^\[1\] p\. \S+: .*condensation[\s\S]*^request [\w-]{8,}$/im },
  { role: 'student', prints: /condensation[\s\S]*^[1-9]\d* citations$/im },
  { role: 'teacher', prints: /^ready, [1-9]\d* pages$/m },
  { role: 'student', prints: /^.+, request [\w-]{8,}$/m },
  { role: 'student', prints: /^Water: ready$/m },
];

describe('the README of edge-client', () => {
  it('The README has five examples', () => {
    expect(examples).toHaveLength(expected.length);
  });

  it.each(examples.map((example, index) => ({ ...example, ...expected[index] })))(
    'The example "$title" runs against a mesh and prints its result',
    async ({ code, role = 'student', prints = /never/ }) => {
      expect(await run(code, role)).toMatch(prints);
    },
  );
});
