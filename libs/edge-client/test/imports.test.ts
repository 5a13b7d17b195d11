import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const libs = path.join(import.meta.dirname, '../..');
const files = globSync('{edge-client,contracts}/src/**/*.ts', { cwd: libs });

describe('the typed client and the contracts that it imports', () => {
  it('import no module of Node and use no global of Node, so they run in a browser', () => {
    expect(files.length).toBeGreaterThan(30);
    const found = files.flatMap((file) => {
      const source = readFileSync(path.join(libs, file), 'utf8');
      const imported = [...source.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
        ([, name = '']) => name,
      );
      const globals = source.match(/\b(?:process\.|Buffer\.|__dirname|require\()/g) ?? [];
      return [...imported.filter(isBuiltin), ...globals].map((name) => `${file}: ${name}`);
    });
    expect(found).toEqual([]);
  });
});
