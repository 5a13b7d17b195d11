import { Listr, type ListrTaskWrapper } from 'listr2';
import type { Progress } from './progress.ts';

type Task = ListrTaskWrapper<never, never, never>;

/** The launcher's list in a terminal: a line per part with what it is doing, ticked when it is healthy. */
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
    working: (part, text) => lines.get(part)?.say(text),
    healthy: (part) => lines.get(part)?.tick(),
    // The list redraws itself over whatever is printed: notes wait for its end.
    note: (text) => (ended ? print(text) : void notes.push(text)),
    end: async () => {
      for (const line of lines.values()) line.leave();
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

  say(text: string): void {
    if (this.task) this.task.title = `${this.#name.padEnd(14)} ${text}`;
  }

  tick(): void {
    this.#ticked = true;
    if (this.task) this.task.title = this.#name;
    this.done.resolve();
  }

  /** The list ends while this part is not there yet. */
  leave(): void {
    if (!this.#ticked) this.task?.skip(this.task.title);
    this.done.resolve();
  }
}
