import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { allOperations, operations } from '@ai-teacher/contracts/catalogue.ts';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { deployFiles } from './deploy/deploy-files.ts';
import { envExample } from './env-example.ts';
import { openapiDocument } from './openapi-document.ts';
import { operationsPage } from './operations-page.ts';
import { renderTextbook } from './textbook/render-textbook.ts';

export { repositoryRoot };

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** Every generated file that is committed, by path from the root. */
export const generatedFiles = async (): Promise<Record<string, string | Buffer>> => {
  const files: Record<string, string | Buffer> = {};
  for (const service of serviceNames)
    files[`libs/contracts/openapi/${service}.json`] = json(
      openapiDocument(`AI-Teacher ${service} service`, operations[service], (op) => op.path),
    );
  const public_ = allOperations.filter((op) => op.edgePath !== undefined);
  files['libs/contracts/openapi/gateway.json'] = json(
    openapiDocument('AI-Teacher', public_, (op) => op.edgePath ?? op.path),
  );
  files['libs/contracts/operations.md'] = operationsPage();
  files['.env.example'] = await envExample();
  Object.assign(files, deployFiles());
  files['libs/demo/textbook/water-weather-and-climate.pdf'] = await renderTextbook();
  return files;
};

/** Paths of generated files whose bytes differ from the output of the generator. */
export const driftedFiles = async (): Promise<string[]> => {
  const drifted: string[] = [];
  for (const [path, content] of Object.entries(await generatedFiles())) {
    const committed = await readFile(join(repositoryRoot, path)).catch(() => Buffer.of());
    if (!committed.equals(Buffer.from(content))) drifted.push(path);
  }
  return drifted;
};

export const writeGeneratedFiles = async (): Promise<void> => {
  for (const [path, content] of Object.entries(await generatedFiles())) {
    await mkdir(dirname(join(repositoryRoot, path)), { recursive: true });
    await writeFile(join(repositoryRoot, path), content);
  }
};
