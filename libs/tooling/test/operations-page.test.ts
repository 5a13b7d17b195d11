import { allOperations, operations } from '@ai-teacher/contracts/catalogue.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { describe, expect, it } from '@jest/globals';
import { readEnvoyFile } from '../src/envoy-files.ts';
import { operationRow, operationsPage } from '../src/operations-page.ts';

type YamlRoute = { name: string; route?: { cluster: string; timeout: string } };
type YamlHost = { name: string; routes: YamlRoute[] };

/** Cells of the page by operation, read back from its tables: the section's service, then the columns. */
const rows = operationsPage()
  .split('\n## ')
  .slice(1)
  .flatMap((section) => {
    const [service = '', ...lines] = section.split('\n');
    return lines
      .filter((text) => text.startsWith('| `'))
      .map((text) => [service, ...text.slice(2, -2).split(' | ')]);
  });

const cellsOf = (op: Operation): string[] =>
  rows.find(([service, id]) => service === op.service && id === `\`${op.operationId}\``) ?? [];

const routesIn = (file: string, host: string): YamlRoute[] =>
  readEnvoyFile(file)
    .resources[0].virtual_hosts.find(({ name }: YamlHost) => name === host)
    .routes.filter(({ route }: YamlRoute) => route !== undefined);

/**
 * Of two routes with one name, the first is for reading: read here from the YAML, without Envoy's matching.
 */
const timeoutOf = (op: Operation): string | undefined => {
  const named =
    op.edgePath === undefined
      ? routesIn('rds-mesh.yaml', `${op.service}-service`).filter(({ name }) => name === op.path)
      : routesIn('rds.yaml', 'edge').filter(({ name }) => name === op.edgePath);
  return named.at(op.method === 'GET' ? 0 : -1)?.route?.timeout;
};

describe('operations.md', () => {
  it('has one row for each operation of the catalogue, below the heading of its service', () => {
    const declared = allOperations.map((op) => `${op.service} \`${op.operationId}\``);
    expect(rows.map(([service, id]) => `${service} ${id}`).toSorted()).toEqual(declared.toSorted());
  });

  it('lists the operations of a service by path', () => {
    for (const service of serviceNames) {
      const paths = rows
        .filter(([name]) => name === service)
        .map(([, , request = '']) => request.replace(/^`[A-Z]+ (.*)`$/, '$1'));
      expect(paths).toEqual(paths.toSorted());
      expect(paths).toHaveLength(operations[service].length);
    }
  });

  it.each(allOperations.map((op) => [`${op.service}.${op.operationId}`, op] as const))(
    'the row of %s shows the timeout of its route in Envoy',
    (_, op) => {
      const timeout = timeoutOf(op);
      const shown = timeout === '0s' ? 'none; 90 s idle, 600 s in all' : timeout?.replace('s', ' s');
      expect(cellsOf(op)[6]).toBe(shown);
    },
  );

  it('names the limits that the gateway counts and the operations with a limit of their own', () => {
    const perAddress = '30,000/minute per address for all its users';
    const limits = Object.fromEntries(allOperations.map((op) => [op.operationId, cellsOf(op)[5]]));
    expect(limits).toMatchObject({
      readMe: `100/minute per user; ${perAddress}`,
      register: '100/minute per address; own',
      signIn: '100/minute per address, closed; own',
      ask: `100/minute per user, closed; ${perAddress}, closed; own`,
      ingest: `100/minute per user; ${perAddress}; 10/minute per user for ingest`,
      explainDocument: '–',
    });
  });

  it('cannot be written for an operation without a route', () => {
    const lost: Operation = { ...readMe, edgePath: '/api/nowhere' };
    expect(() => operationRow(lost)).toThrow('user.readMe has no route at the gateway’s edge listener');
  });
});
