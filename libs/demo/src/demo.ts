import { explainFault } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import { findMesh } from './find-mesh.ts';
import { runSchoolDay } from './school-day.ts';
import { createTranscript } from './transcript.ts';

/** `npm run demo`: runs a school day and prints every request and answer. Exits with 1 when a step fails. */
const main = async (): Promise<void> => {
  const mesh = await findMesh();
  const transcript = createTranscript(process.stdout);
  const started = performance.now();
  try {
    transcript.heading(`A school day at ${mesh.gatewayUrl}`);
    const { questionRequestId } = await runSchoolDay({ gatewayUrl: mesh.gatewayUrl, transcript }, mesh.admin);
    transcript.heading(`All checks passed in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    if (mesh.origin !== 'started')
      transcript.line(`The first question as a page: npm run trace -- ${questionRequestId} --html`);
  } finally {
    await mesh.stop();
  }
};

// An explicit exit: the IPC channel to the bootstrap script would keep this process alive.
await main().then(
  () => process.exit(0),
  (fault: unknown) => {
    console.error(`\nThe demo stopped: ${explainFault(fault)}`);
    process.exit(1);
  },
);
