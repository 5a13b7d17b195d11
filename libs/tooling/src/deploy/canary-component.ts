import type { ServiceName } from '@ai-teacher/contracts/values.ts';
import { type CanaryWeights, withCanaries } from '@ai-teacher/local-mesh/rendering/canary.ts';
import { parseAllDocuments, stringify } from 'yaml';

// biome-ignore lint/suspicious/noExplicitAny: manifests of several kinds, as kustomize reads them.
type Manifest = any;

const track = 'ai-teacher/track';

/** The name of the Deployment and the Service of a canary. */
export const canaryName = (service: string): string => `${service}-canary`;

/** The Service and the Deployment of a canary, from those of its service. */
const canaryOf = (service: ServiceName, manifests: readonly Manifest[]): Manifest[] => {
  const name = canaryName(`${service}-service`);
  const image = `ai-teacher/${service}-service`;
  const metadata = ({ labels }: Manifest) => ({ name, labels: { ...labels, [track]: 'canary' } });
  const withImage = (containers: readonly Manifest[] = []) =>
    containers.map((each) =>
      each.image.split(':')[0] === image
        ? { ...each, image: each.image.replace(image, `${image}-canary`) }
        : each,
    );
  return manifests.flatMap((manifest): Manifest[] => {
    const { kind, spec } = manifest;
    if (kind === 'Service')
      return [
        {
          ...manifest,
          metadata: metadata(manifest.metadata),
          spec: { ...spec, selector: { ...spec.selector, [track]: 'canary' } },
        },
      ];
    if (kind !== 'Deployment') return [];
    const { matchLabels } = spec.selector;
    const { template } = spec;
    return [
      {
        ...manifest,
        metadata: metadata(manifest.metadata),
        spec: {
          ...spec,
          // The weight decides about the share, so the number of pods follows from their load.
          replicas: 1,
          selector: { matchLabels: { ...matchLabels, [track]: 'canary' } },
          template: {
            metadata: { ...template.metadata, labels: { ...template.metadata.labels, [track]: 'canary' } },
            spec: {
              ...template.spec,
              initContainers: withImage(template.spec.initContainers),
              containers: withImage(template.spec.containers),
            },
          },
        },
      },
    ];
  });
};

/**
 * The files of a Kustomize component that adds canaries to an overlay: their pods, and the clusters of the
 * gateway with their weights. The labels of the pods differ in the track alone, so every NetworkPolicy holds.
 *
 * @param textOf reads a file of the repository.
 */
export const canaryComponent = async (
  weights: CanaryWeights,
  textOf: (file: string) => Promise<string>,
): Promise<Readonly<Record<string, string>>> => {
  const services = Object.keys(weights) as ServiceName[];
  const pods = await Promise.all(
    services.map(async (service): Promise<[string, string]> => {
      const text = await textOf(`deploy/base/generated/${service}-service.yaml`);
      const manifests = parseAllDocuments(text).map((document): Manifest => document.toJS());
      const canary = canaryOf(service, manifests).map((each) => stringify(each, { lineWidth: 0 }));
      return [`${service}-service-canary.yaml`, canary.join('---\n')];
    }),
  );
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
    resources: pods.map(([file]) => file),
    configMapGenerator: [{ name: 'envoy', behavior: 'merge', files: ['cds.yaml'] }],
  };
  return {
    'kustomization.yaml': stringify(kustomization),
    'cds.yaml': withCanaries(await textOf('envoy/cds.yaml'), weights, 'name'),
    ...Object.fromEntries(pods),
  };
};
