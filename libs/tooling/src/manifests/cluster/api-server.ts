import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { type RunningProcess, startProcess } from '@ai-teacher/local-mesh/process/start-process.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { Report } from '@ai-teacher/local-mesh/provision/binary-cache.ts';
import { clusterProgram } from './cluster-programs.ts';

export type KubectlAnswer = { readonly failed: boolean; readonly stdout: string; readonly stderr: string };

/** An API server of Kubernetes with its etcd, on loopback, without nodes and controllers. */
export type ApiServer = {
  /** Runs kubectl against this server. */
  kubectl(args: readonly string[], input?: string): Promise<KubectlAnswer>;
  stop(): Promise<void>;
};

const startSeconds = 60;
const outputLimit = { maxBuffer: 64 * 1024 * 1024 };

/** The server signs tokens with this key. No token is ever asked for. */
const writeSigningKey = (file: string): Promise<void> => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
};

const etcdArguments = (folder: string, [client, peer]: readonly number[]): string[] => [
  `--data-dir=${path.join(folder, 'etcd')}`,
  `--listen-client-urls=http://127.0.0.1:${client}`,
  `--advertise-client-urls=http://127.0.0.1:${client}`,
  `--listen-peer-urls=http://127.0.0.1:${peer}`,
  '--log-level=error',
];

const serverArguments = (folder: string, etcdPort: number, port: number): string[] => [
  `--etcd-servers=http://127.0.0.1:${etcdPort}`,
  '--bind-address=127.0.0.1',
  `--secure-port=${port}`,
  `--cert-dir=${path.join(folder, 'certificates')}`,
  `--service-account-key-file=${path.join(folder, 'signing.key')}`,
  `--service-account-signing-key-file=${path.join(folder, 'signing.key')}`,
  '--service-account-issuer=https://kubernetes.default.svc',
  `--token-auth-file=${path.join(folder, 'tokens.csv')}`,
  '--authorization-mode=RBAC',
  '--service-cluster-ip-range=10.96.0.0/16',
];

/** Starts etcd and the API server. Every other part of a cluster is absent: nothing runs there. */
export const startApiServer = async (report: Report): Promise<ApiServer> => {
  const etcd = await clusterProgram('etcd', report);
  const kubectl = await clusterProgram('kubectl', report);
  const server = await clusterProgram('kube-apiserver', report);
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-api-server-'));
  const running: RunningProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const each of running.toReversed()) await each.stop(10);
    await rm(folder, { recursive: true, force: true });
  };
  const start = async (name: string, command: string, args: string[]): Promise<void> => {
    const logFile = path.join(folder, `${name}.log`);
    const plan = { name, command, args, environment: {}, workingDirectory: folder, logFile };
    running.push(await startProcess({ ...plan, stopSignal: 'SIGTERM' }));
  };
  const token = randomBytes(18).toString('base64url');
  const [clientPort = 0, peerPort = 0, port = 0] = await pickFreePorts(3);
  const target = [
    `--server=https://127.0.0.1:${port}`,
    '--insecure-skip-tls-verify',
    `--token=${token}`,
    `--cache-dir=${path.join(folder, 'cache')}`,
  ];
  const call = (args: readonly string[], input = ''): Promise<KubectlAnswer> =>
    new Promise((resolve) => {
      const child = execFile(kubectl, [...target, ...args], outputLimit, (fault, stdout, stderr) =>
        resolve({ failed: fault !== null, stdout, stderr }),
      );
      child.stdin?.end(input);
    });
  try {
    await writeSigningKey(path.join(folder, 'signing.key'));
    await writeFile(path.join(folder, 'tokens.csv'), `${token},check,check,"system:masters"\n`, {
      mode: 0o600,
    });
    await start('etcd', etcd, etcdArguments(folder, [clientPort, peerPort]));
    await start('kube-apiserver', server, serverArguments(folder, clientPort, port));
    await waitUntil(async () => !(await call(['get', '--raw', '/readyz'])).failed, {
      what: 'the readiness of the API server',
      timeoutSeconds: startSeconds,
      everyMilliseconds: 500,
    });
    return { kubectl: call, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
};
