import { arch, cpus, platform, release, totalmem } from 'node:os';
import { type BinaryName, binaries } from '../src/provision/binaries.ts';

const measured: BinaryName[] = ['envoy', 'ratelimit', 'valkey', 'jaeger', 'vegeta'];

/** What the figures depend on, for whoever compares them with their own. */
export const describeMachine = (): Record<string, string> => {
  const processors = cpus();
  return {
    processors: `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}`,
    memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    ...Object.fromEntries(measured.map((name) => [name, binaries[name].version])),
  };
};
