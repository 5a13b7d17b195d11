/**
 * `npm run images:pin`: writes the digests of the official images into the files of compose, as their
 * registries name them now. Ends with 1 and changes nothing when a registry does not answer.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../generated-files.ts';
import { imagesIn, readDigest, withDigests } from './image-digests.ts';

const files = ['docker-compose.yml', 'deploy/postgres-tunnel.yaml'].map((name) =>
  path.join(repositoryRoot, name),
);

const pinImages = async (): Promise<void> => {
  const texts = files.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  const digests: Record<string, string> = {};
  for (const image of new Set(texts.flatMap(({ text }) => imagesIn(text)))) {
    digests[image] = await readDigest(image);
    console.log(`${image}: ${digests[image]}`);
  }
  for (const { file, text } of texts) writeFileSync(file, withDigests(text, digests));
};

await pinImages().catch((fault: Error) => {
  const { message } = (fault.cause as Error | undefined) ?? fault;
  console.error(`No image was pinned: ${message}. The images stay fixed by their versions.`);
  process.exitCode = 1;
});
