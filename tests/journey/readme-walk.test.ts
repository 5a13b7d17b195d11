/** @mesh shared */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(120_000);

const root = new URL('../../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');

/** The commands between the walk markers, in order, as a reader would paste them into one shell. */
const walk = (): string => {
  const marked = /<!-- walk:begin -->([\s\S]*)<!-- walk:end -->/.exec(readme)?.[1] ?? '';
  return [...marked.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, commands]) => commands).join('\n');
};

/** A reader's machine has an address of its own, and with it a whole budget of sign-ins. */
const curlSettings = 'interface = 127.0.0.7\n';

describe('the curl commands of README.md', () => {
  let settings: string;
  let mesh: RunningMesh;
  let printed: string;
  let complaints: string;
  let code: number | null;

  beforeAll(async () => {
    mesh = await runningMesh();
    settings = await mkdtemp(path.join(tmpdir(), 'ai-teacher-curl-'));
    await writeFile(path.join(settings, '.curlrc'), curlSettings);
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', walk()], {
      cwd: root,
      env: {
        ...process.env,
        CURL_HOME: settings,
        GATEWAY_URL: mesh.gatewayUrl,
        STATE_DIR: mesh.stateDirectory,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => shell.once('close', resolve));
    [printed, complaints, code] = await Promise.all([text(shell.stdout), text(shell.stderr), ended]);
  });

  afterAll(() => rm(settings, { recursive: true }));

  it('run to the end without an error', () => {
    expect({ code, complaints, end: printed.slice(-500) }).toMatchObject({ code: 0, complaints: '' });
  });

  it('print a ready document, a cited answer, a stream, marks and notifications', () => {
    expect(printed).toMatch(/event: done\n/);
    expect(printed).toMatch(/"supported":true/);
    expect(printed).toMatch(/"pageLabel":"22","pageNumber":26,"quote":"Condensation: /);
    expect(printed).toMatch(/event: message\.completed\n/);
    expect(printed).toMatch(/"status":"graded"/);
    expect(printed).toMatch(/"type":"document\.ready"/);
  });

  it('show the book and the exam of a class to its student, and to no other one', () => {
    const statuses = [...printed.matchAll(/^(\d{3}) (rag\/documents|exams)\//gm)];
    expect(statuses.map(([, status, place]) => `${status} ${place}`)).toEqual([
      '200 rag/documents',
      '200 exams',
      '404 rag/documents',
      '404 exams',
      '200 rag/documents',
      '200 exams',
    ]);
  });

  it('let an imported student register with the code of a slip, and show the class', () => {
    expect(printed).toMatch(/^Lou Reed,[^,]*,(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4},\d{4}-\d\d-\d\d\r?$/m);
    expect(printed).toMatch(/"classTitle":"Geography 8b","personId":"[^"]+","personName":"Lou Reed"/);
  });

  it('show the result of a student to the guardian', () => {
    expect(printed.trim().split('\n').at(-1)).toMatch(/"title":"Water in 7b".*"score":0,/);
  });
});

describe('npm run demo', () => {
  it('finds all that it expects in the mesh', async () => {
    const mesh = await runningMesh();
    const { email, password } = mesh.credentials.admin;
    const demo = spawn(process.execPath, ['libs/demo/src/demo.ts'], {
      cwd: root,
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        GATEWAY_URL: mesh.gatewayUrl,
        BOOTSTRAP_ADMIN_EMAIL: email,
        BOOTSTRAP_ADMIN_PASSWORD: password,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => demo.once('close', resolve));
    const [output, errors, code] = await Promise.all([text(demo.stdout), text(demo.stderr), ended]);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toContain('All checks passed');
  });
});
