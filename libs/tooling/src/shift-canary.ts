/**
 * `npm run canary -- exam=20`: divides the requests of a service between its stable version and a canary, in
 * the running native mesh, in a file of clusters, or in an overlay of Kubernetes.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '@ai-teacher/local-mesh/commands/run-command.ts';
import {
  type CanaryWeights,
  readCanaryWeights,
  withCanaries,
} from '@ai-teacher/local-mesh/rendering/canary.ts';
import { repositoryRoot, stateDirectory } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import { canaryComponent } from './deploy/canary-component.ts';

const usage =
  'Usage: npm run canary -- exam=20 [chat=5 …] [--clusters FILE | --overlay FOLDER]; exam=0 sends none, exam=off ends it';

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { clusters: { type: 'string' }, overlay: { type: 'string' } },
    });
  } catch (fault) {
    throw new LaunchError(fault instanceof Error ? fault.message : String(fault), usage, { cause: fault });
  }
};

/** Envoy re-reads a file only when another file is moved over it. */
const moveInto = async (file: string, text: string): Promise<void> => {
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
};

const readClusters = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((cause: unknown) => {
    throw new LaunchError(`${file} cannot be read. Does the mesh run?`, usage, { cause });
  });

const writeComponent = async (overlay: string, weights: CanaryWeights): Promise<string> => {
  if (Object.values(weights).includes('off'))
    throw new LaunchError('To end a canary, remove the component from the overlay.', usage);
  const folder = path.join(overlay, 'canary');
  const files = await canaryComponent(weights, (file) => readFile(path.join(repositoryRoot, file), 'utf8'));
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return `${folder} is a component: \`kustomize edit add component canary\` once, then apply the overlay.`;
};

const shift = async (): Promise<void> => {
  const { values, positionals } = parse(process.argv.slice(2));
  if (positionals.length === 0) throw new LaunchError('Name a service and its share.', usage);
  if (values.clusters !== undefined && values.overlay !== undefined)
    throw new LaunchError('Choose --clusters or --overlay.', usage);
  const weights = readCanaryWeights(positionals);
  if (values.overlay !== undefined) {
    console.log(await writeComponent(path.resolve(values.overlay), weights));
  } else {
    const ofMesh = path.join(stateDirectory(process.env.STATE_DIR).configuration, 'envoy', 'cds.yaml');
    const file = values.clusters === undefined ? ofMesh : path.resolve(values.clusters);
    const place = values.clusters === undefined ? 'last replica' : 'name';
    await moveInto(file, withCanaries(await readClusters(file), weights, place));
    console.log(`${file} divides ${positionals.join(', ')}. Envoy reads it immediately.`);
  }
  // An explicit exit, because the channel to the bootstrap script would keep this process alive.
  process.exit(0);
};

await runCommand(shift);
