import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findBinary } from '@ai-teacher/local-mesh/provision/find-binary.ts';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { renderGateway } from '../support/gateway-parts.ts';

let folder: string;
let bootstrap: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-configuration-'));
  bootstrap = await renderGateway({
    folder,
    certificates: path.dirname((await testCertificates()).folder('gateway')),
    ports: { edge: 1, mesh: 2, admin: 3, counters: 4, collector: 5 },
    services: {},
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

// biome-ignore lint/suspicious/noExplicitAny: Envoy's own configuration tree, merged here.
type Tree = any;
const read = async (name: string): Promise<Tree> =>
  parse(await readFile(path.join(folder, 'envoy', name), 'utf8'), { maxAliasCount: -1 });
const resources = async (name: string): Promise<Tree[]> =>
  (await read(name)).resources.map(({ '@type': _, ...resource }: Tree) => resource);

/**
 * `--mode validate` does not open the files that the bootstrap only references, so a broken route file passes
 * and is refused at run time. Therefore this test merges everything into one file first.
 */
const everythingInOne = async (): Promise<Tree> => {
  const { dynamic_resources: _, ...whole } = await read('envoy.yaml');
  const listeners = await resources('lds.yaml');
  for (const listener of listeners) {
    // The statistics listener contains its two routes.
    if (listener.name === 'stats') continue;
    const [routes] = await resources(listener.name === 'edge' ? 'rds.yaml' : 'rds-mesh.yaml');
    for (const chain of listener.filter_chains) {
      const manager = chain.filters[0].typed_config;
      manager.route_config = routes;
      delete manager.rds;
    }
  }
  const files = ['sds/edge.yaml', 'sds/gateway.yaml', 'sds/mesh.yaml', 'sds/trust.yaml'];
  const secrets = (await Promise.all(files.map(resources))).flat();
  return { ...whole, static_resources: { listeners, clusters: await resources('cds.yaml'), secrets } };
};

const validate = async (file: string): Promise<string> => {
  const { file: envoy } = await findBinary('envoy');
  const { stdout, stderr } = await promisify(execFile)(envoy, ['--mode', 'validate', '-c', file]);
  return `${stdout}${stderr}`;
};
const validateTree = async (tree: Tree): Promise<string> => {
  const file = path.join(folder, 'whole.json');
  await writeFile(file, JSON.stringify(tree));
  return validate(file);
};

describe('envoy --mode validate', () => {
  it('accepts the bootstrap file', async () => {
    expect(await validate(bootstrap)).toMatch(/ OK$/m);
  });

  it('accepts listeners, routes, clusters and secrets together', async () => {
    const answer = await validateTree(await everythingInOne());
    expect(answer).toMatch(/ OK$/m);
    expect(answer).not.toMatch(/\[warning\]|\[error\]|deprecated/i);
  });

  it.each<[string, (tree: Tree) => void]>([
    [
      'a field that does not exist',
      (tree) => Object.assign(tree.static_resources.listeners[0], { nonsense: 1 }),
    ],
    [
      'a route to a cluster that does not exist',
      (tree) => {
        const manager = tree.static_resources.listeners[0].filter_chains[0].filters[0].typed_config;
        const route = manager.route_config.virtual_hosts[0].routes.find(
          (each: Tree) => each.route !== undefined,
        );
        route.route.cluster = 'nowhere';
      },
    ],
  ])('would refuse %s', async (_, damage) => {
    const tree = await everythingInOne();
    damage(tree);
    await expect(validateTree(tree)).rejects.toThrow();
  });
});
