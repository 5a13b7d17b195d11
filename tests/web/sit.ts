import { readAttempt, startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import type { PageOptions, WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import type { Page } from 'playwright-core';
import type { School } from './school-in-browser.ts';

/** The log lines of a browser about requests without a connection. */
const noConnection = /net::ERR_(INTERNET_DISCONNECTED|NETWORK_CHANGED|FAILED)/;

type Sitting = WatchedPage & { readonly attemptId: string; readonly path: string };

type SittingOptions = PageOptions & { readonly millisecondsToClose?: number };

/** A student's page with an attempt in progress, whose items take words. */
export const sit = async (
  school: School,
  title: string,
  { millisecondsToClose, ...options }: SittingOptions = {},
): Promise<Sitting> => {
  const examId = await school.publish(title, ['cloze'], millisecondsToClose);
  const { attemptId } = (await school.student.call(startAttempt, { params: { id: examId } })).answer;
  const path = `/app/attempts/${attemptId}?exam=${examId}`;
  const opened = await school.open(path, { expected: noConnection, ...options });
  await answerOf(opened.page, 0).waitFor();
  return { ...opened, attemptId, path };
};

export const answerOf = (page: Page, index: number) =>
  page.getByRole('textbox', { name: 'Your answer' }).nth(index);
export const isSaved = (page: Page): Promise<void> => page.getByText('All answers saved').waitFor();
export const isStored = (page: Page): Promise<void> =>
  page.getByText('No connection. Your answers are stored on this device.').waitFor();

/** The responses that the server has, in any order. */
export const responsesOf = async (school: School, attemptId: string): Promise<unknown[]> => {
  const { answer } = await school.student.call(readAttempt, { params: { id: attemptId } });
  return answer.items.map(({ response }) => response).filter((response) => response !== null);
};
