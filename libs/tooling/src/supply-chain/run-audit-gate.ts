/**
 * `npm run audit:gate`: known weaknesses of the packages against the written exceptions. Ends with 0
 * (passed), 1 (failed) or 3 (unknown: the registry gave no report).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../generated-files.ts';
import { auditExceptions, judgeAudit } from './audit-gate.ts';

const exitCodes = { passed: 0, failed: 1, unknown: 3 } as const;

const exceptionsFile = path.join(import.meta.dirname, 'audit-exceptions.json');

const report = (): unknown => {
  const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd: repositoryRoot, encoding: 'utf8' });
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
};

const exceptions = auditExceptions.parse(JSON.parse(readFileSync(exceptionsFile, 'utf8')));
const { outcome, lines } = judgeAudit(report(), exceptions, new Date().toISOString().slice(0, 10));
for (const line of lines) console.log(line);
console.log(`audit gate: ${outcome}`);
process.exitCode = exitCodes[outcome];
