import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cached, type Report } from '@ai-teacher/local-mesh/provision/binary-cache.ts';
import { go, runTool } from '@ai-teacher/local-mesh/provision/run-tool.ts';
import { requireChecksum } from '@ai-teacher/local-mesh/provision/verify-checksum.ts';

/** The version of Kubernetes in go.mod. The client sends it, and the server reports it. */
const kubernetesVersion = 'v1.34.4';

const programs = {
  etcd: 'go.etcd.io/etcd/server/v3',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
} as const;
export type ClusterProgram = keyof typeof programs;

const folder = import.meta.dirname;
const environment = { GOFLAGS: '-mod=readonly', GOWORK: 'off' };

const linkerFlags = ['-s', '-w', `-X k8s.io/component-base/version.gitVersion=${kubernetesVersion}`];

/**
 * Builds a program of Kubernetes from Go modules, once per version. The `go.mod` beside this file replaces
 * the
 * staging requirements of k8s.io/kubernetes by their published versions, and `go.sum` pins every dependency.
 */
export const clusterProgram = async (name: ClusterProgram, report: Report): Promise<string> => {
  const sums = await readFile(path.join(folder, 'go.sum'));
  const sum = createHash('sha256').update(sums).digest('hex').slice(0, 12);
  return cached(
    {
      key: `${name}-${kubernetesVersion}-${process.platform}-${process.arch}-${sum}`,
      file: name,
      neededBytes: 4e9,
      make: async (directory) => {
        for (const file of ['go.mod', 'go.sum'])
          await copyFile(path.join(folder, file), path.join(directory, file));
        report('building (this happens once)');
        const flags = ['-buildvcs=false', '-trimpath', `-ldflags=${linkerFlags.join(' ')}`];
        await runTool(go, ['build', ...flags, '-o', path.join(directory, name), programs[name]], {
          purpose: `build ${name}`,
          cwd: directory,
          env: environment,
          onLine: (line) => report(line.startsWith('go: downloading') ? 'downloading' : 'building'),
        });
      },
    },
    report,
  );
};

/** Modules that contain the published schemas of our custom resources. */
const schemas = [
  {
    module: 'github.com/cert-manager/cert-manager@v1.21.2',
    sum: 'h1:UWgoYM+KLNtRlqmoWOKjKBOBUPVHeepQ6/ac3ERJW68=',
    folder: 'deploy/crds',
  },
  {
    module: 'github.com/cloudnative-pg/cloudnative-pg@v1.28.0',
    sum: 'h1:vkv0a0ewDSfJOPJrsyUr4uczsxheReAWf/k171V0Dm0=',
    folder: 'config/crd/bases',
  },
];

/** The folders with the published schemas of cert-manager and CloudNativePG. */
export const schemaFolders = async (): Promise<string[]> => {
  const anywhere = await mkdtemp(path.join(tmpdir(), 'ai-teacher-schemas-'));
  try {
    const found: string[] = [];
    for (const { module, sum, folder: inside } of schemas) {
      const answer = await runTool(go, ['mod', 'download', '-json', module], {
        purpose: `download ${module}`,
        cwd: anywhere,
        env: { GOFLAGS: '-mod=mod', GOWORK: 'off' },
      });
      const { Dir, Sum } = JSON.parse(answer) as { Dir: string; Sum: string };
      requireChecksum(module, sum, Sum);
      found.push(path.join(Dir, inside));
    }
    return found;
  } finally {
    await rm(anywhere, { recursive: true, force: true });
  }
};
