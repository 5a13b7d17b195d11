import { styleText } from 'node:util';
import type { Citation } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { Exchange } from '@ai-teacher/edge-client/edge-client.ts';

/** The output of the demo: each request, its outcome, and the command that shows its trace. */
export type Transcript = {
  readonly heading: (title: string) => void;
  readonly exchange: (userName: string, exchange: Exchange) => void;
  readonly line: (text: string) => void;
  readonly citation: (citation: Citation) => void;
  /** Streamed text, piece by piece. `end` ends the line. */
  readonly stream: { readonly piece: (text: string) => void; readonly end: () => void };
};

const secretFields = new Set(['password', 'refreshToken', 'invitationToken', 'accessToken']);
const maxBodyCharacters = 110;

const shortBody = (body: unknown): string => {
  if (body === undefined) return '';
  const text = JSON.stringify(body, (name, value: unknown) => (secretFields.has(name) ? '•••' : value));
  return text.length > maxBodyCharacters ? `${text.slice(0, maxBodyCharacters)}…` : text;
};

/** Writes to a stream, with colours only when the stream is a terminal. */
export const createTranscript = (out: NodeJS.WriteStream): Transcript => {
  const style = (format: Parameters<typeof styleText>[0], text: string): string =>
    styleText(format, text, { stream: out });
  const write = (text: string): void => {
    out.write(`${text}\n`);
  };
  const line = (text: string): void => write(text.replaceAll(/^(?=.)/gm, '    '));
  let streaming = false;
  return {
    heading: (title) => write(`\n${style('bold', `== ${title} ==`)}`),
    exchange: (userName, { method, path, body, status, requestId, milliseconds }) => {
      write(`\n${userName}: ${style('cyan', `${method} ${path}`)} ${shortBody(body)}`.trimEnd());
      line(style('dim', `→ ${status} in ${milliseconds} ms · npm run trace -- ${requestId}`));
    },
    line,
    citation: ({ marker, quote, pageLabel, pageNumber }) =>
      line(`[${marker}] page ${pageLabel} (page ${pageNumber} of the file): “${quote}”`),
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
