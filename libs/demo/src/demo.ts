import { explainFault } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import { findMesh } from './find-mesh.ts';
import { playStory } from './school-day.ts';
import { createNarrator } from './transcript.ts';

/** `npm run demo`: a teacher's and a student's day, every request and every answer. Exit code 1 when a step fails. */
const main = async (): Promise<void> => {
  const mesh = await findMesh();
  const narrator = createNarrator(process.stdout);
  const started = performance.now();
  try {
    narrator.chapter(`A school day at ${mesh.gatewayUrl}`);
    const { questionRequestId } = await playStory({ gatewayUrl: mesh.gatewayUrl, narrator }, mesh.admin);
    narrator.chapter(`Every promise was kept, in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    if (mesh.origin !== 'started')
      narrator.tell(`The first question as one trace: npm run trace -- ${questionRequestId}`);
  } finally {
    await mesh.stop();
  }
};

// Said in so many words: the channel to the bootstrap script would keep this process alive.
await main().then(
  () => process.exit(0),
  (fault: unknown) => {
    console.error(`\nThe demo stopped: ${explainFault(fault)}`);
    process.exit(1);
  },
);
