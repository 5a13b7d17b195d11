import { styleText } from 'node:util';
import type { Citation } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { Exchange } from '@ai-teacher/edge-client/edge-client.ts';

/** What the demo prints: requests, what came of them, and how to look at each of them as a trace. */
export type Narrator = {
  readonly chapter: (title: string) => void;
  readonly exchange: (who: string, exchange: Exchange) => void;
  readonly tell: (line: string) => void;
  readonly citation: (citation: Citation) => void;
  /** Text that comes piece by piece; `end` closes the line. */
  readonly stream: { readonly piece: (text: string) => void; readonly end: () => void };
};

const secrets = new Set(['password', 'refreshToken', 'invitationToken', 'accessToken']);
const longestBody = 110;

const shortBody = (body: unknown): string => {
  if (body === undefined) return '';
  const text = JSON.stringify(body, (name, value: unknown) => (secrets.has(name) ? '•••' : value));
  return text.length > longestBody ? `${text.slice(0, longestBody)}…` : text;
};

/** Writes to any sink that takes text; colours are left out where the output is not a terminal. */
export const createNarrator = (out: NodeJS.WriteStream): Narrator => {
  const style = (format: Parameters<typeof styleText>[0], text: string): string =>
    styleText(format, text, { stream: out });
  const write = (text: string): void => {
    out.write(`${text}\n`);
  };
  const tell = (text: string): void => write(text.replaceAll(/^(?=.)/gm, '    '));
  let streaming = false;
  return {
    chapter: (title) => write(`\n${style('bold', `== ${title} ==`)}`),
    exchange: (who, { method, path, body, status, requestId, milliseconds }) => {
      write(`\n${who}: ${style('cyan', `${method} ${path}`)} ${shortBody(body)}`.trimEnd());
      tell(style('dim', `→ ${status} in ${milliseconds} ms · npm run trace -- ${requestId}`));
    },
    tell,
    citation: ({ marker, quote, pageLabel, pageNumber }) =>
      tell(`[${marker}] page ${pageLabel} (${pageNumber} of the file): “${quote}”`),
    stream: {
      piece: (text) => {
        const indented = text.replaceAll(/\n(?=.)/g, '\n    ');
        out.write(streaming ? indented : `    ${indented}`);
        streaming = true;
      },
      end: () => {
        if (streaming) out.write('\n');
        streaming = false;
      },
    },
  };
};
