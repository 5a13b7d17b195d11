import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { readKeySet } from '@ai-teacher/contracts/auth/signing-keys.ts';
import { problemTypeOf } from '@ai-teacher/contracts/problem.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import { afterEach, describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
const requestId = '0d9f3b52-6a52-4a0e-8f5e-1a2b3c4d5e6f';
const password = 'must never be printed';

/** The refusal of a limit, as the gateway sends it. */
const limitReached = {
  type: problemTypeOf('rate-limited'),
  title: 'Too many requests',
  status: 429,
  code: 'rate-limited',
  requestId,
};

/** Runs the demo against the given gateway and returns its output and exit code. */
const runDemo = async (gatewayUrl: string) => {
  const demo = spawn(process.execPath, ['libs/demo/src/demo.ts'], {
    cwd: root,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      GATEWAY_URL: gatewayUrl,
      BOOTSTRAP_ADMIN_EMAIL: 'head@school.example',
      BOOTSTRAP_ADMIN_PASSWORD: password,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => demo.once('close', resolve));
  const [output, errors, code] = await Promise.all([text(demo.stdout), text(demo.stderr), ended]);
  return { output, errors, code };
};

describe('npm run demo', () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  const gateway = async (answers: Record<string, unknown>, limitedOnce?: string): Promise<string> => {
    let limited = limitedOnce;
    const listening = createServer((request, response) => {
      if (request.url === limited) {
        limited = undefined;
        response.writeHead(429, { 'content-type': 'application/problem+json', 'retry-after': '1' });
        response.end(JSON.stringify(limitReached));
        return;
      }
      const answer = answers[request.url ?? ''];
      response.writeHead(answer === undefined ? 404 : 200, {
        'content-type': 'application/json',
        'x-request-id': requestId,
      });
      response.end(JSON.stringify(answer ?? {}));
    });
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  };

  it('npm run demo exits with 1 and names the address when no mesh answers', async () => {
    const { errors, code } = await runDemo('http://127.0.0.1:9');
    expect(code).toBe(1);
    expect(errors).toContain('No mesh answers at http://127.0.0.1:9.');
  });

  it('npm run demo exits with 1 at the first failed expectation and prints requests without secrets', async () => {
    const url = await gateway({
      [readKeySet.edgePath ?? '']: { keys: [] },
      [signIn.edgePath ?? '']: { accessToken: 't', tokenType: 'Bearer', expiresIn: 900, refreshToken: 'r' },
      [readMe.edgePath ?? '']: {
        id: requestId,
        name: 'Head',
        role: 'student',
        locale: 'en',
        timeZone: 'UTC',
        institutionId: defaultInstitutionId,
      },
    });
    const { output, errors, code } = await runDemo(url);
    expect(code).toBe(1);
    expect(errors).toContain('Expected: Admin has the role admin. Found: student');
    expect(output).toContain(`POST ${signIn.edgePath} {"email":"head@school.example"`);
    expect(output).toContain(`npm run trace -- ${requestId}`);
    expect(output).not.toContain(password);
  });

  it('npm run demo waits for the limit of its address and repeats the refused sign-in', async () => {
    const answers = { [readKeySet.edgePath ?? '']: { keys: [] } };
    const { output, errors } = await runDemo(await gateway(answers, signIn.edgePath));
    expect(output).toContain('→ 429 in');
    expect(errors).toContain(`POST ${signIn.edgePath} → 404`);
  });

  it('npm run demo names the request that was refused', async () => {
    const { errors, code } = await runDemo(await gateway({ [readKeySet.edgePath ?? '']: { keys: [] } }));
    expect(code).toBe(1);
    expect(errors).toContain(`POST ${signIn.edgePath} → 404`);
    expect(errors).toContain(requestId);
  });
});
