import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { readKeySet } from '@ai-teacher/contracts/auth/signing-keys.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import { afterEach, describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
const requestId = '0d9f3b52-6a52-4a0e-8f5e-1a2b3c4d5e6f';
const password = 'nobody shall read this';

/** Plays the demo against a gateway of our own making and tells how it ended. */
const play = async (gatewayUrl: string) => {
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
  const [told, complaint, code] = await Promise.all([text(demo.stdout), text(demo.stderr), ended]);
  return { told, complaint, code };
};

describe('npm run demo', () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  const gateway = async (answers: Record<string, unknown>): Promise<string> => {
    const listening = createServer((request, response) => {
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

  it('says so and ends with 1 when nothing answers', async () => {
    const { complaint, code } = await play('http://127.0.0.1:9');
    expect(code).toBe(1);
    expect(complaint).toContain('No mesh answers at http://127.0.0.1:9.');
  });

  it('ends with 1 at the first broken promise, naming it; requests are shown without their secrets', async () => {
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
    const { told, complaint, code } = await play(url);
    expect(code).toBe(1);
    expect(complaint).toContain('Admin is known as admin – but found: student');
    expect(told).toContain(`POST ${signIn.edgePath} {"email":"head@school.example"`);
    expect(told).toContain(`npm run trace -- ${requestId}`);
    expect(told).not.toContain(password);
  });

  it('names the request that was refused', async () => {
    const { complaint, code } = await play(await gateway({ [readKeySet.edgePath ?? '']: { keys: [] } }));
    expect(code).toBe(1);
    expect(complaint).toContain(`POST ${signIn.edgePath} → 404`);
    expect(complaint).toContain(requestId);
  });
});
