/**
 * `npm run roster:make -- --users N [--out FILE]`: makes a OneRoster bundle of any size for tests, as a
 * stream.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runCommand } from '@ai-teacher/local-mesh/commands/run-command.ts';
import { rosterCounts } from './rosters/made-roster.ts';
import { readRosterOptions } from './rosters/roster-options.ts';
import { rosterZip } from './rosters/write-roster.ts';

const makeRoster = async (): Promise<void> => {
  const { out, ...plan } = readRosterOptions(process.argv.slice(2));
  await mkdir(path.dirname(path.resolve(out)), { recursive: true });
  await pipeline(rosterZip(plan), createWriteStream(out));
  const { classes, enrollments } = rosterCounts(plan.users);
  const megabytes = ((await stat(out)).size / 1e6).toFixed(1);
  console.log(
    `${out}: ${megabytes} MB, ${plan.users} users, ${classes} classes, ${enrollments} enrolments (${plan.mode})`,
  );
  // An explicit exit, because the channel to the bootstrap script would keep this process alive.
  process.exit(0);
};

await runCommand(makeRoster);
