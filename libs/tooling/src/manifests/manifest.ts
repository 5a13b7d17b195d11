import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { findBinary } from '@ai-teacher/local-mesh/provision/find-binary.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { parseAllDocuments } from 'yaml';

// biome-ignore lint/suspicious/noExplicitAny: objects of many kinds, narrowed where they are read.
export type Manifest = any;

export const overlays = ['single-node', 'production'] as const;
export type Overlay = (typeof overlays)[number];

/**
 * The text that `kubectl apply -k` would send for an overlay, or for another folder of `deploy/`.
 *
 * @param root the folder of the repository, or of a copy.
 */
export const renderFolder = async (folder: string, root = repositoryRoot): Promise<string> => {
  const { file } = await findBinary('kustomize');
  const { stdout } = await promisify(execFile)(file, ['build', path.join(root, folder)], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
};

export const manifestsOf = (text: string): Manifest[] =>
  parseAllDocuments(text).flatMap((document): Manifest[] => {
    const value: Manifest = document.toJS({ maxAliasCount: -1 });
    return value === null ? [] : [value];
  });

export const renderOverlay = async (overlay: Overlay): Promise<Manifest[]> =>
  manifestsOf(await renderFolder(`deploy/overlays/${overlay}`));

export const titleOf = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`;

export const ofKind = (manifests: readonly Manifest[], ...kinds: readonly string[]): Manifest[] =>
  manifests.filter(({ kind }) => kinds.includes(kind));

/** Objects with pods of their own. */
export const workloadsIn = (manifests: readonly Manifest[]): Manifest[] =>
  ofKind(manifests, 'Deployment', 'StatefulSet', 'Job');

/** Workloads that serve, without the jobs before a release. */
export const serversIn = (manifests: readonly Manifest[]): Manifest[] =>
  ofKind(manifests, 'Deployment', 'StatefulSet');

export const podIn = (workload: Manifest): Manifest => workload.spec.template;

export const containersIn = (workload: Manifest): Manifest[] => {
  const { initContainers = [], containers } = podIn(workload).spec;
  return [...initContainers, ...containers];
};

/** Whether the labels of a pod fulfil a selector. */
export const selects = (
  selector: Record<string, string> = {},
  labels: Record<string, string> = {},
): boolean => Object.entries(selector).every(([name, value]) => labels[name] === value);
