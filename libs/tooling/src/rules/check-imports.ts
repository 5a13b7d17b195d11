import { repositoryRoot } from '../generated-files.ts';
import { checkImports } from './import-rules.ts';

/**
 * Prints every import that breaks a rule. Exit code 1 when there is one, or when no module was read.
 */
const { modules, violations } = await checkImports(repositoryRoot);
for (const line of violations) process.stderr.write(`${line}\n`);
process.stdout.write(`${modules} modules, ${violations.length} violations\n`);
process.exitCode = violations.length === 0 && modules > 0 ? 0 : 1;
