import { findGateway } from '@ai-teacher/local-mesh/commands/find-gateway.ts';
import { stateDirectory } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { explainFault } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import { type Choice, choiceOf } from './choice.ts';
import { findStudent, readPublishedKeys } from './find-student.ts';
import { failuresOf, jsonOf, tableOf, totalsLine, totalsOf } from './report.ts';
import { createSender } from './requests/sender.ts';
import { type Progress, runAttack } from './run-attack.ts';

const warning = `This command attacks the gateway named below. It sends only reads and requests that must be refused.
Run it against your own deployment only.`;

/** Writes to the error output, so that the report on the standard output can be redirected to a file. */
const say = (line: string): void => console.error(line);

/** Prints a line after each tenth of the work, and when a limit or an overload requires a wait. */
const progressLines = (): ((progress: Progress) => void) => {
  let shownTenth = 0;
  let waitedAt = Number.NEGATIVE_INFINITY;
  return ({ done, all, asked, waitsSeconds }) => {
    const tenth = Math.floor((done / all) * 10);
    if (waitsSeconds > 1 && performance.now() - waitedAt > 10_000) {
      waitedAt = performance.now();
      say(`  a limit or an overload refused a request, as expected; waiting ${waitsSeconds} s`);
    }
    if (tenth === shownTenth) return;
    shownTenth = tenth;
    say(`  ${tenth * 10} % (${asked} requests)`);
  };
};

/** Runs the chosen attack and prints the report. @returns whether every guarantee held. */
const attack = async ({ targets, tricks, json }: Choice): Promise<boolean> => {
  say(warning);
  const state = stateDirectory(process.env.STATE_DIR);
  const gateway = await findGateway(state, say);
  const { gatewayUrl } = gateway;
  const sender = createSender(gatewayUrl);
  try {
    const student = await findStudent(gateway, state);
    const publishedKeys = await readPublishedKeys(gatewayUrl);
    say(`\n${tricks.length} tricks on ${targets.length} targets at ${gatewayUrl}`);
    const startedAt = performance.now();
    const students = [student] as const;
    const plan = { sender, students, publishedKeys, targets, tricks, onProgress: progressLines() };
    const done = await runAttack(plan);
    const seconds = (performance.now() - startedAt) / 1_000;
    const { held, broken } = totalsOf(done);
    if (json) console.log(jsonOf(done, students));
    else {
      console.log(`\n${tableOf(done)}\n`);
      for (const failure of failuresOf(done, students)) console.log(`${failure}\n`);
      console.log(totalsLine(done, seconds));
    }
    return broken === 0 && held > 0;
  } finally {
    sender.close();
    await gateway.stop();
  }
};

/**
 * `npm run attack`: tries what an outsider and a student may not do. Exit code 1 when a guarantee is broken.
 */
const main = async (): Promise<void> => {
  const held = await attack(choiceOf(process.argv.slice(2)));
  // An explicit exit, because the channel to the bootstrap script would keep this process alive.
  process.exit(held ? 0 : 1);
};

await main().catch((fault: unknown) => {
  console.error(`\nThe attack stopped: ${explainFault(fault)}`);
  process.exit(1);
});
