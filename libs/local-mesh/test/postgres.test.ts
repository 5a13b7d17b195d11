import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { type PostgresOptions, postgresPart, superuserUrl } from '../src/parts/postgres/postgres.ts';
import { withClient } from '../src/parts/postgres/service-databases.ts';
import { type PartRunner, partRunner } from '../src/parts/run-parts.ts';
import { pickFreePorts } from '../src/process/free-port.ts';
import { waitUntil } from '../src/process/wait-until.ts';

jest.setTimeout(120_000);

describe('postgresPart', () => {
  let folder: string;
  let options: PostgresOptions;
  let runner: PartRunner;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'postgres-'));
    const [port = 0] = await pickFreePorts(1);
    const superuserPassword = randomBytes(16).toString('hex');
    options = { port, dataDirectory: path.join(folder, 'data'), superuserPassword, durable: false };
    runner = partRunner(folder);
  });
  afterEach(async () => {
    await runner.stopAll();
    await rm(folder, { recursive: true, force: true });
  });

  it('postgresPart starts after its server was killed in the middle of a statement', async () => {
    const killed = await runner.start(postgresPart(options));
    const client = new Client({ connectionString: superuserUrl(options) });
    client.on('error', () => undefined);
    await client.connect();
    // A process that computes does not notice the death of the server.
    const computing = client.query('select count(*) from generate_series(1, 60000000)').catch(() => 'lost');
    await waitUntil(
      () =>
        withClient(superuserUrl(options), async (other) => {
          const { rows } = await other.query(
            "select 1 from pg_stat_activity where query like '%generate_series%' and state = 'active' and pid <> pg_backend_pid()",
          );
          return rows.length === 1;
        }),
      { what: 'the statement', timeoutSeconds: 30 },
    );
    const shell = spawn('sleep', ['60'], { cwd: options.dataDirectory });
    process.kill(killed.identity.pid, 'SIGKILL');
    await killed.ended;
    await runner.start(postgresPart(options));
    expect(shell.signalCode).toBeNull();
    shell.kill();
    await withClient(superuserUrl(options), async (other) => {
      expect((await other.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    });
    await computing;
    await client.end().catch(() => undefined);
  });
});
