import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import { runCommand, succeeds } from './run-command.ts';

export type ContainerEngine = {
  /** Runs `docker …`. */
  docker: (args: string[], options?: { show?: boolean; input?: string }) => Promise<string>;
  /** Runs `docker compose …` (or the standalone program). */
  compose: (args: string[], options?: { show?: boolean; env?: Record<string, string> }) => Promise<string>;
};

/** Without buildx only the classic builder exists, and docker and compose both need the setting. */
const classicBuilder = { DOCKER_BUILDKIT: '0' };

/** Finds a running engine and a Compose of version 2. @throws LaunchError with the missing part. */
export const findContainerEngine = async (): Promise<ContainerEngine> => {
  await requireEngine();
  const [program, ...first] = await findCompose();
  const builder = (await succeeds('docker', ['buildx', 'version'])) ? {} : classicBuilder;
  return {
    docker: (args, options = {}) => runCommand('docker', args, { ...options, env: builder }),
    compose: (args, { env, ...options } = {}) =>
      runCommand(program, [...first, ...args], { ...options, env: { ...builder, ...env } }),
  };
};

const requireEngine = async (): Promise<void> => {
  if (await succeeds('docker', ['version'])) return;
  if (!(await succeeds('docker', ['--version']))) {
    throw new LaunchError(
      'Docker was not found.',
      'Install Docker Engine and Compose v2: https://docs.docker.com/engine/install/',
    );
  }
  const socket = process.env.DOCKER_HOST ?? 'the default socket';
  if (!(await succeeds('dockerd', ['--version']))) {
    throw new LaunchError(
      `No Docker engine answers at ${socket}, and none is installed here.`,
      'Start Docker Desktop or install the engine, or set DOCKER_HOST to a machine that runs one.',
    );
  }
  throw new LaunchError(
    `No Docker engine answers at ${socket}, though dockerd is installed.`,
    [
      'Start it with `sudo systemctl start docker`, or where there is no systemd, as root:',
      '  D=/var/lib/ai-teacher-docker; mkdir -p $D',
      '  dockerd --data-root $D/data --exec-root $D/exec -H unix://$D/docker.sock -p $D/pid &',
      '  export DOCKER_HOST=unix://$D/docker.sock',
    ].join('\n'),
  );
};

const findCompose = async (): Promise<[string, ...string[]]> => {
  const candidates: [string, ...string[]][] = [
    ...(process.env.COMPOSE_BIN ? [[process.env.COMPOSE_BIN] as [string]] : []),
    ['docker', 'compose'],
    ['docker-compose'],
  ];
  for (const [program, ...first] of candidates) {
    const version = await runCommand(program, [...first, 'version', '--short']).catch(() => '');
    // A Compose built as advised below reports the version `dev`.
    if (/^(v?([2-9]|\d\d)\.|dev$)/.test(version.trim())) return [program, ...first];
  }
  throw new LaunchError(
    'Compose v2 was not found (version 1 cannot read docker-compose.yml).',
    [
      'Install the plugin (docker-compose-plugin), or build it with Go and set COMPOSE_BIN:',
      '  go mod download -json github.com/docker/compose/v2@v2.40.3   # prints the folder; copy it, then in the copy:',
      '  go build -trimpath -ldflags="-s -w" -o docker-compose ./cmd',
    ].join('\n'),
  );
};
