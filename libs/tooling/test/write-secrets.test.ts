import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isWeakSecret } from '@ai-teacher/service-kit/secrets.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readEnvironment } from '../src/compose/compose-environment.ts';
import { composeVariables } from '../src/compose/variables.ts';
import { repositoryRoot } from '../src/generated-files.ts';

const secrets = composeVariables.filter(({ secret }) => secret).map(({ name }) => name);

describe('npm run secrets', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'secrets-'));
    copyFileSync(path.join(repositoryRoot, '.env.example'), path.join(folder, '.env.example'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const file = (): string => path.join(folder, '.env');
  const run = (): { output: string; variables: Record<string, string> } => {
    const script = path.join(import.meta.dirname, '../src/compose/write-secrets.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return { output: stdout, variables: readEnvironment(readFileSync(file(), 'utf8')) };
  };

  it('makes a .env that only its owner may read, with a strong secret of its own for each variable', () => {
    const { output, variables } = run();
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    const made = secrets.map((name) => variables[name] ?? '');
    expect(made.filter((secret) => isWeakSecret(secret))).toEqual([]);
    expect(made.filter((secret) => !/^[A-Za-z0-9][\w-]{40,}$/.test(secret))).toEqual([]);
    expect(new Set(made).size).toBe(secrets.length);
    expect(made.filter((secret) => output.includes(secret))).toEqual([]);
  });

  it('keeps every other value of the example', () => {
    const { variables } = run();
    for (const { name, secret, example } of composeVariables)
      if (!secret) expect({ name, value: variables[name] }).toEqual({ name, value: example });
  });

  it('changes no value that is set, fills empty values, and adds new variables', () => {
    writeFileSync(file(), 'POSTGRES_PASSWORD=chosen by the operator\nQDRANT_API_KEY=\nMY_OWN=1\n');
    const { variables } = run();
    expect(variables).toMatchObject({ POSTGRES_PASSWORD: 'chosen by the operator', MY_OWN: '1' });
    expect(secrets.filter((name) => !variables[name])).toEqual([]);
    const before = readFileSync(file(), 'utf8');
    expect(run().output).toContain('Every secret was set already');
    expect(readFileSync(file(), 'utf8')).toBe(before);
  });
});
