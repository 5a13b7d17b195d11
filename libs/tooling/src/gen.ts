import { driftedFiles, writeGeneratedFiles } from './generated-files.ts';

/** `gen.ts` writes the generated files; `gen.ts --check` ends with 1 and their names when any has drifted. */
if (process.argv.includes('--check')) {
  const drifted = await driftedFiles();
  for (const path of drifted)
    process.stderr.write(`${path} is not what the code gives; run \`npm run gen\`\n`);
  process.exitCode = drifted.length === 0 ? 0 : 1;
} else {
  await writeGeneratedFiles();
}
