/** Once per run, after the last test file: ends what `global-setup.ts` started. */
export default async function endTestRun(): Promise<void> {
  const close = Reflect.get(globalThis, Symbol.for('ai-teacher.test-run.close')) as
    | (() => Promise<void>)
    | undefined;
  await close?.();
}
