import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { operations } from '../src/catalogue.ts';
import { serviceNames } from '../src/values.ts';

const operationIdsOf = async (service: string): Promise<string[]> => {
  const folder = new URL(`../src/${service}/`, import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const modules = files.map((file) => import(new URL(file, folder).href));
  return (await Promise.all(modules))
    .flatMap((module: Record<string, unknown>) => Object.values(module))
    .flatMap((value) =>
      typeof value === 'object' && value !== null && 'operationId' in value
        ? [String(value.operationId)]
        : [],
    );
};

describe('the catalogue of operations', () => {
  it.each(serviceNames)(
    'the catalogue lists every operation that the contract files of %s declare',
    async (service) => {
      const listed = operations[service].map(({ operationId }) => operationId);
      expect(listed.toSorted()).toEqual((await operationIdsOf(service)).toSorted());
    },
  );
});
