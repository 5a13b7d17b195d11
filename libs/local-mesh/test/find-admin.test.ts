import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemTypeOf } from '@ai-teacher/contracts/problem.ts';
import { expect, it } from '@jest/globals';
import { findAdmin } from '../src/commands/find-admin.ts';
import { stateDirectory } from '../src/state/state-directory.ts';

it('findAdmin says that it waits when a limit refuses the sign-in, and signs in afterwards', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ai-teacher-admin-'));
  const state = stateDirectory(folder);
  const person = { email: 'ada@school.example', password: 'three blue doors' };
  await writeFile(state.credentials, JSON.stringify({ admin: person, teacher: person, student: person }));
  const refusal = {
    ...{ type: problemTypeOf('rate-limited'), title: 'Too many requests', status: 429 },
    ...{ code: 'rate-limited', requestId: randomUUID() },
  };
  const tokens = { accessToken: 'a', refreshToken: 'r', tokenType: 'Bearer', expiresIn: 300 };
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    if (asked === 1) response.writeHead(429, { 'retry-after': '1' }).end(JSON.stringify(refusal));
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(tokens));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const lines: string[] = [];
  try {
    const found = await findAdmin(`http://127.0.0.1:${port}`, state, (line) => lines.push(line));
    expect(found).toEqual(person);
    expect(lines).toEqual([expect.stringContaining('Waiting 1 s')]);
    expect(asked).toBe(2);
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
});
