import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/**
 * The properties of a part of the mesh, from docker-compose.yml, that are the same in containers and in
 * Kubernetes.
 */
const composedPart = z.object({
  image: z.string(),
  build: z.unknown().optional(),
  user: z.string(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  networks: z.array(z.string()).default([]),
  mem_limit: z.string(),
  cpus: z.number(),
});
export type ComposedPart = z.output<typeof composedPart>;

const network = z.object({
  internal: z.boolean().default(false),
  driver_opts: z.record(z.string(), z.string()).default({}),
});

const composeFile = z.object({
  services: z.record(z.string(), composedPart),
  networks: z.record(z.string(), network.nullable()),
});

/**
 * Our own images have the version of the repository. An operator replaces it (deploy/README.md, "A
 * release").
 */
const { version } = JSON.parse(
  readFileSync(new URL('../../../../../package.json', import.meta.url), 'utf8'),
) as { version: string };

const text = readFileSync(new URL('../../../../../docker-compose.yml', import.meta.url), 'utf8');
const compose = composeFile.parse(parse(text, { merge: true, maxAliasCount: -1 }));

/**
 * A container of docker-compose.yml.
 *
 * @throws Error when there is none of this name.
 */
export const composedPartOf = (name: string): ComposedPart => {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return found.build === undefined ? found : { ...found, image: `${found.image}:${version}` };
};

/** Networks that lead out of the system: not internal, and not only for published ports. */
export const outwardNetworks: readonly string[] = Object.entries(compose.networks)
  .filter(([, settings]) => {
    const { internal = false, driver_opts = {} } = settings ?? {};
    return !internal && driver_opts['com.docker.network.bridge.enable_ip_masquerade'] !== 'false';
  })
  .map(([name]) => name);

/** The variable of `${NAME}`, `${NAME:-default}` or `${NAME:?message}`. */
export const substitutionPattern = /\$\{(\w+)(?::[-?][^}]*)?\}/g;
