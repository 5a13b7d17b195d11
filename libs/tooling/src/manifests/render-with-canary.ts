import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CanaryWeights } from '@ai-teacher/local-mesh/rendering/canary.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { canaryComponent } from '../deploy/canary-component.ts';
import { type Overlay, renderFolder } from './manifest.ts';

/** The folders that kustomize reads for an overlay. */
const sources = ['deploy', 'envoy', 'otel-collector'];

/**
 * The text that `kubectl apply -k` would send for an overlay with canaries, as after the commands of
 * deploy/README.md, "A canary". A copy of the overlay gets the component, so the repository stays unchanged.
 */
export const renderWithCanary = async (overlay: Overlay, weights: CanaryWeights): Promise<string> => {
  const root = await mkdtemp(path.join(tmpdir(), 'ai-teacher-canary-'));
  try {
    for (const name of sources)
      await cp(path.join(repositoryRoot, name), path.join(root, name), { recursive: true });
    const folder = path.join(root, 'deploy', 'overlays', overlay);
    const component = path.join(folder, 'canary');
    await mkdir(component);
    const files = await canaryComponent(weights, (file) => readFile(path.join(root, file), 'utf8'));
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(component, name), text);
    await appendFile(path.join(folder, 'kustomization.yaml'), 'components: [canary]\n');
    return await renderFolder(path.join('deploy', 'overlays', overlay), root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
};
