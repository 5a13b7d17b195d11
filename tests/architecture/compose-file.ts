import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** docker-compose.yml as data, reduced to what the tests read. */
const service = z.looseObject({
  image: z.string(),
  user: z.string().optional(),
  build: z
    .object({ target: z.string(), args: z.record(z.string(), z.string()) })
    .loose()
    .optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  networks: z.array(z.string()).default([]),
  network_mode: z.string().optional(),
  mem_limit: z.string().optional(),
  cpus: z.number().optional(),
  pids_limit: z.number().optional(),
  logging: z.object({ driver: z.string(), options: z.record(z.string(), z.string()) }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
});

const composeFile = z.looseObject({
  name: z.string(),
  services: z.record(z.string(), service),
  networks: z.record(
    z.string(),
    z
      .looseObject({
        internal: z.boolean().optional(),
        driver_opts: z.record(z.string(), z.string()).optional(),
      })
      .nullable(),
  ),
  volumes: z.record(z.string(), z.unknown()),
});

export type ComposeService = z.output<typeof service>;

const path = new URL('../../docker-compose.yml', import.meta.url);

export const composeText: string = readFileSync(path, 'utf8');

export const compose = composeFile.parse(parse(composeText, { merge: true, maxAliasCount: -1 }));

/** A value with each `${NAME}`, `${NAME:-default}` and `${NAME:?message}` written as `NAME`. */
export const withNames = (value: string): string => {
  return value.replaceAll(/\$\{(\w+)(?::[-?][^}]*)?\}/g, '$1');
};

/** Every service that must start before `name`, directly or indirectly. */
export const waitsFor = (name: string, seen = new Set<string>()): Set<string> => {
  for (const other of Object.keys(compose.services[name]?.depends_on ?? {})) {
    if (seen.has(other)) continue;
    seen.add(other);
    waitsFor(other, seen);
  }
  return seen;
};
