import { driftedFiles, writeGeneratedFiles } from './generated-files.ts';

/** `gen.ts` writes the generated files; `gen.ts --check` prints the stale ones and exits with 1. */
if (process.argv.includes('--check')) {
  const drifted = await driftedFiles();
  for (const path of drifted)
    process.stderr.write(`${path} is not what the code gives; run \`npm run gen\`\n`);
  process.exitCode = drifted.length === 0 ? 0 : 1;
} else {
  await writeGeneratedFiles();
}
