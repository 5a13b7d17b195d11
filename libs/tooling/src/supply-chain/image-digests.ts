import { z } from 'zod';

/** An image by registry, repository and tag, as a registry names it. */
type ImagePlace = { registry: string; repository: string; tag: string };

/** Manifests of one platform and of several; the digest of the latter serves every machine. */
const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const dockerHub = 'registry-1.docker.io';

/** Splits `postgres:18.4`, `prom/prometheus:v3.11.3` or `quay.io/a/b:1`. A digest at the end is left out. */
export const placeOf = (image: string): ImagePlace => {
  const [name = '', tag = 'latest'] = image.replace(/@sha256:[0-9a-f]{64}$/, '').split(/:(?=[^/:]+$)/);
  const [first = '', ...rest] = name.split('/');
  const isHost = rest.length > 0 && /[.:]|^localhost$/.test(first);
  if (isHost) return { registry: first, repository: rest.join('/'), tag };
  return { registry: dockerHub, repository: rest.length > 0 ? name : `library/${name}`, tag };
};

/** `Bearer realm="…",service="…",scope="…"` → the address that gives a token for reading. */
const tokenAddress = (challenge: string): URL => {
  const fields = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
  const address = new URL(fields.realm ?? '');
  for (const name of ['service', 'scope']) if (fields[name]) address.searchParams.set(name, fields[name]);
  return address;
};

const tokenAnswer = z.object({ token: z.string().optional(), access_token: z.string().optional() });

/**
 * Asks the registry for the digest of an image's tag, without an account.
 *
 * @param scheme `http` for a registry of tests.
 * @throws Error with the registry's status.
 */
export const readDigest = async (image: string, scheme = 'https'): Promise<string> => {
  const { registry, repository, tag } = placeOf(image);
  const address = `${scheme}://${registry}/v2/${repository}/manifests/${tag}`;
  const headers = { accept: manifestTypes };
  let answer = await fetch(address, { method: 'HEAD', headers });
  const challenge = answer.headers.get('www-authenticate');
  if (answer.status === 401 && challenge?.startsWith('Bearer ')) {
    const { token, access_token } = tokenAnswer.parse(await (await fetch(tokenAddress(challenge))).json());
    const authorization = `Bearer ${token ?? access_token}`;
    answer = await fetch(address, { method: 'HEAD', headers: { ...headers, authorization } });
  }
  const digest = answer.headers.get('docker-content-digest') ?? '';
  if (answer.ok && /^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  throw new Error(`${registry} answered ${answer.status} for ${image}`);
};

/** The images of others that a text names with a tag, each once. */
export const imagesIn = (text: string): string[] => {
  const named = text.matchAll(/^ *image: (?!ai-teacher\/)(\S+:\S+)$/gm);
  return [...new Set([...named].map(([, image = '']) => image))];
};

/** The text with each image pinned to its digest: `name:tag@sha256:…`. Earlier digests are replaced. */
export const withDigests = (text: string, digests: Readonly<Record<string, string>>): string =>
  Object.entries(digests).reduce((pinned, [image, digest]) => {
    const tagged = image.replace(/@sha256:[0-9a-f]{64}$/, '');
    return pinned.replaceAll(`image: ${image}\n`, `image: ${tagged}@${digest}\n`);
  }, text);
