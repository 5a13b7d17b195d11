import { Listr, type ListrTaskWrapper } from 'listr2';
import type { Progress } from './progress.ts';

type Task = ListrTaskWrapper<never, never, never>;

/**
 * The launcher's list in a terminal: a line per part with its current step, ticked when the part is healthy.
 */
export const listProgress = (
  parts: string[],
  print: (line: string) => void,
): Progress & { end(): Promise<void> } => {
  const lines = new Map(parts.map((name) => [name, new PartLine(name)]));
  const list = new Listr(
    [...lines].map(([name, line]) => ({
      title: name,
      task: async (_: unknown, task: unknown) => {
        line.task = task as Task;
        await line.done.promise;
      },
    })),
    {
      concurrent: true,
      exitOnError: false,
      registerSignalListeners: false,
      rendererOptions: { collapseSubtasks: false },
    },
  );
  const finished = list.run().catch(() => {});
  const notes: string[] = [];
  let ended = false;
  return {
    working: (part, text) => lines.get(part)?.show(text),
    healthy: (part) => lines.get(part)?.tick(),
    // The list would overwrite other output, so notes wait for its end.
    note: (text) => (ended ? print(text) : void notes.push(text)),
    end: async () => {
      for (const line of lines.values()) line.end();
      await finished;
      ended = true;
      for (const text of notes) print(text);
    },
  };
};

class PartLine {
  readonly #name: string;
  readonly done = Promise.withResolvers<void>();
  task?: Task;
  #ticked = false;

  constructor(name: string) {
    this.#name = name;
  }

  show(text: string): void {
    if (this.task) this.task.title = `${this.#name.padEnd(14)} ${text}`;
  }

  tick(): void {
    this.#ticked = true;
    if (this.task) this.task.title = this.#name;
    this.done.resolve();
  }

  /** Ends the line when the list ends before this part is healthy. */
  end(): void {
    if (!this.#ticked) this.task?.skip(this.task.title);
    this.done.resolve();
  }
}
