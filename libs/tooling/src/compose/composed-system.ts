import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { parse } from 'yaml';
import { z } from 'zod';
import { environmentFile } from './compose-environment.ts';
import type { ContainerEngine } from './container-engine.ts';

const container = z.object({
  Service: z.string(),
  State: z.string(),
  Health: z.string(),
  ExitCode: z.number(),
});
type Container = z.output<typeof container>;

const readySeconds = 600;

/** docker-compose.yml under a separate project name, so that it cannot collide with another. */
export type ComposedSystem = {
  /** Builds, starts, and waits until every container is healthy or has finished. */
  up(): Promise<void>;
  /** Stops and removes everything, data included. */
  down(): Promise<void>;
  /** The last log lines of unhealthy containers. */
  complaints(): Promise<string>;
  /**
   * Copies the certificate that verifies the gateway out of its container, and returns the file. `down`
   * deletes the file.
   */
  authority(): Promise<string>;
  /** Runs a command inside a container. */
  run(service: string, command: string[]): Promise<string>;
};

export const composedSystem = async (
  engine: ContainerEngine,
  environment: Readonly<Record<string, string>>,
): Promise<ComposedSystem> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-compose-'));
  const file = path.join(folder, 'env');
  await writeFile(file, environmentFile(environment), { mode: 0o600 });
  const project = ['--project-directory', repositoryRoot, '--project-name', `ai-teacher-test-${process.pid}`];
  const compose = (args: string[], show = false) =>
    engine.compose([...project, '--env-file', file, ...args], { show, env: environment });
  const containers = async () => readContainers(await compose(['ps', '--all', '--format', 'json']));
  return {
    up: async () => {
      await compose(['up', '--build', '--detach'], true);
      await waitUntil(async () => (await containers()).every(isWell), {
        what: 'the health of every container',
        timeoutSeconds: readySeconds,
        everyMilliseconds: 1_000,
      });
    },
    down: async () => {
      await compose(['down', '--volumes', '--remove-orphans', '--timeout', '30'], true);
      await rm(folder, { recursive: true, force: true });
    },
    authority: async () => {
      const copy = path.join(folder, 'ca.crt');
      await writeFile(copy, await compose(['exec', '-T', 'gateway', 'cat', '/certificates/edge/ca.crt']));
      return copy;
    },
    run: (service, command) => compose(['exec', '-T', service, ...command]),
    complaints: async () => {
      const unwell = (await containers()).filter((each) => !isWell(each)).map(({ Service }) => Service);
      return unwell.length === 0 ? '' : compose(['logs', '--no-color', '--tail', '25', ...unwell]);
    },
  };
};

/** The official images of the file, and the base of our own images. */
export const officialImages = async (
  engine: ContainerEngine,
  environment: Record<string, string>,
): Promise<string[]> => {
  const text = await engine.compose(['--project-directory', repositoryRoot, 'config'], { env: environment });
  const services = z
    .object({
      services: z.record(z.string(), z.looseObject({ image: z.string(), build: z.unknown().optional() })),
    })
    .parse(parse(text)).services;
  const named = Object.values(services).flatMap(({ image, build }) => (build === undefined ? [image] : []));
  return [...new Set([environment.NODE_IMAGE ?? '', ...named])];
};

/** Compose prints one object per line; older 2.x versions print one array. */
const readContainers = (text: string): Container[] => {
  const values: unknown[] = text.trim().startsWith('[')
    ? JSON.parse(text)
    : text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
  return z.array(container).parse(values);
};

const isWell = ({ State, Health, ExitCode }: Container): boolean => {
  if (State === 'exited') return ExitCode === 0;
  return State === 'running' && (Health === 'healthy' || Health === '');
};
