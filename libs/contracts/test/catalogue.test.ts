import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { operations } from '../src/catalogue.ts';
import { serviceNames } from '../src/values.ts';

const folder = new URL('../src/', import.meta.url);

/** The operations that any contract file declares for a service, whatever the folder. */
const operationIdsOf = async (service: string): Promise<string[]> => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && file !== 'catalogue.ts',
  );
  const modules = files.map((file) => import(new URL(file, folder).href));
  const found = (await Promise.all(modules))
    .flatMap((module: Record<string, unknown>) => Object.values(module))
    .flatMap((value) =>
      typeof value === 'object' && value !== null && 'operationId' in value && 'service' in value
        ? [{ operationId: String(value.operationId), service: value.service }]
        : [],
    );
  return found.filter((operation) => operation.service === service).map(({ operationId }) => operationId);
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
