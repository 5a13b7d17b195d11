import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allOperations, operations } from '@ai-teacher/contracts/catalogue.ts';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { openapiDocument } from './openapi-document.ts';

export const repositoryRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** Every committed file that is made from the code, by path from the root. */
export const generatedFiles = async (): Promise<Record<string, string>> => {
  const files: Record<string, string> = {};
  for (const service of serviceNames)
    files[`libs/contracts/openapi/${service}.json`] = json(
      openapiDocument(`AI-Teacher ${service} service`, operations[service], (op) => op.path),
    );
  const public_ = allOperations.filter((op) => op.edgePath !== undefined);
  files['libs/contracts/openapi/gateway.json'] = json(
    openapiDocument('AI-Teacher', public_, (op) => op.edgePath ?? op.path),
  );
  return files;
};

/** Paths of generated files whose committed text is not what the code gives now. */
export const driftedFiles = async (): Promise<string[]> => {
  const drifted: string[] = [];
  for (const [path, text] of Object.entries(await generatedFiles())) {
    const committed = await readFile(join(repositoryRoot, path), 'utf8').catch(() => '');
    if (committed !== text) drifted.push(path);
  }
  return drifted;
};

export const writeGeneratedFiles = async (): Promise<void> => {
  for (const [path, text] of Object.entries(await generatedFiles()))
    await writeFile(join(repositoryRoot, path), text);
};
