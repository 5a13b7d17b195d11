import { createRequire } from 'node:module';
import type { RecognitionOptions } from '../extraction/model/limits.ts';
import { type ContainmentLimits, defaultContainment } from './child-extractor.ts';

const secondsPerRecognisedPage = 30;
const recognitionBytes = 500_000_000;

/** The limits for a child that also recognises text on pictures. */
export const withRecognition = (recognition: RecognitionOptions): ContainmentLimits => ({
  ...defaultContainment,
  recognition,
  maxResidentBytes: defaultContainment.maxResidentBytes + recognitionBytes,
  maxStepSeconds: defaultContainment.maxStepSeconds + secondsPerRecognisedPage * 2,
  maxTotalSeconds: defaultContainment.maxTotalSeconds + secondsPerRecognisedPage * recognition.pages,
});

/** @throws Error when the data package of a language is not installed. */
export const requireLanguage = (language: string): void => {
  const name = `@tesseract.js-data/${language}`;
  try {
    createRequire(import.meta.url).resolve(`${name}/package.json`);
  } catch (cause) {
    throw new Error(`OCR_LANGUAGES names ${language}, but the package ${name} is not installed`, { cause });
  }
};
