/**
 * `npm run plan`: computes the resources for a number of pupils from measured costs, and prints the formula
 * of each figure.
 */
import { runCommand } from '@ai-teacher/local-mesh/commands/run-command.ts';
import { startWays } from './exam-start/ways.ts';
import { readInputs, shippedInputs } from './inputs/inputs.ts';
import { makePlan } from './model/make-plan.ts';
import { readPlanOptions, usage } from './plan-options.ts';
import { planText } from './report/plan-text.ts';

const plan = async (): Promise<void> => {
  const options = readPlanOptions(process.argv.slice(2));
  let file = options.inputs ?? shippedInputs;
  if (options.measure) {
    // Imported here, because a plan without a measurement needs no mesh.
    const { measureToFile } = await import('./measure/measure-to-file.ts');
    file = await measureToFile(options);
  }
  const inputs = await readInputs(file, usage);
  const made = makePlan(inputs, options.workload);
  const starts = startWays(inputs, options.workload);
  console.log(
    options.json ? JSON.stringify({ inputs, ...made, starts }, undefined, 2) : planText(made, starts, inputs),
  );
  // An explicit exit, because the channel to the bootstrap script would keep this process alive.
  process.exit(0);
};

await runCommand(plan);
