import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { servicePart } from '../src/parts/service.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'service-part-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
};

describe('servicePart', () => {
  it.each(['C# projects', '100% ready', 'what?', 'schöne Bücher'])(
    'servicePart runs a service of a checkout in the folder "%s"',
    async (name) => {
      const root = path.join(folder, name);
      write(path.join(root, 'libs/service-kit/src/register-telemetry.ts'), 'console.log("telemetry")\n');
      write(path.join(root, 'services/chat/src/main.ts'), 'console.log("chat")\n');
      const part = servicePart({
        name: 'chat',
        process: 'chat',
        environment: {},
        replicas: 1,
        codeRoot: () => root,
      });
      const { command, args, workingDirectory } = await part.prepare();
      const output = execFileSync(command, args, { cwd: workingDirectory, encoding: 'utf8' });
      expect(output).toBe('telemetry\nchat\n');
    },
  );
});
