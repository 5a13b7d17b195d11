import { arch, cpus, platform, release, totalmem } from 'node:os';
import { type BinaryName, binaries } from '@ai-teacher/local-mesh/provision/binaries.ts';
import { memoryLatency } from './memory-latency.ts';

const measured: BinaryName[] = ['envoy', 'ratelimit', 'valkey', 'jaeger', 'vegeta'];

/** Sizes that fit one core's cache, the shared cache, and memory, on most server processors. */
const measuredKibibytes = [256, 8_192, 65_536];

const sizeOf = (kibibytes: number): string =>
  kibibytes < 1_024 ? `${kibibytes} KiB` : `${kibibytes / 1_024} MiB`;

/** The machine that the figures depend on, for comparison with other machines. */
export const describeMachine = (): Record<string, string> => {
  const processors = cpus();
  return {
    processors: `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}`,
    memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    ...Object.fromEntries(
      measuredKibibytes.map((kibibytes) => [
        `a read in ${sizeOf(kibibytes)} that depends on the read before`,
        `${memoryLatency(kibibytes).toFixed(0)} ns`,
      ]),
    ),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    ...Object.fromEntries(measured.map((name) => [name, binaries[name].version])),
  };
};
