import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withTracesUrl } from '../src/mesh/traces-url.ts';

const addresses = { jaegerUrl: 'http://localhost:16687' };

describe('withTracesUrl', () => {
  const before = { PATH: process.env.PATH, JAEGER_BIN: process.env.JAEGER_BIN };
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'traces-url-'));
    process.env.PATH = folder;
    delete process.env.JAEGER_BIN;
  });
  afterEach(async () => {
    process.env.PATH = before.PATH;
    if (before.JAEGER_BIN === undefined) delete process.env.JAEGER_BIN;
    else process.env.JAEGER_BIN = before.JAEGER_BIN;
    await rm(folder, { recursive: true });
  });

  const installJaeger = async (): Promise<void> => {
    process.env.JAEGER_BIN = path.join(folder, 'jaeger');
    await writeFile(process.env.JAEGER_BIN, '#!/bin/sh\n');
    await chmod(process.env.JAEGER_BIN, 0o755);
  };

  it('adds the address of a Jaeger of the machine, which has pages', async () => {
    await installJaeger();
    const environment = await withTracesUrl({ LOG_LEVEL: 'info' }, ['jaeger'], addresses);
    expect(environment).toEqual({ LOG_LEVEL: 'info', TRACES_URL: 'http://localhost:16687' });
  });

  it('adds nothing for a Jaeger that the launcher builds, and for a mesh without Jaeger', async () => {
    expect(await withTracesUrl({}, ['jaeger'], addresses)).toEqual({});
    await installJaeger();
    expect(await withTracesUrl({}, ['user'], addresses)).toEqual({});
  });

  it.each(['https://ops.example/jaeger', ''])('keeps the operator’s value "%s"', async (TRACES_URL) => {
    await installJaeger();
    expect(await withTracesUrl({ TRACES_URL }, ['jaeger'], addresses)).toEqual({ TRACES_URL });
  });
});
