import i18next from 'i18next';
import { isolate } from './isolate.ts';

/** Browsers may name a locale of the operating system that is no BCP 47 tag, such as `en-US@posix`. */
const isTag = (text: string): boolean => {
  try {
    return Intl.getCanonicalLocales(text).length > 0;
  } catch {
    return false;
  }
};

/**
 * The tag of the browser for the language of the page, such as `en-GB` for `en`, because regions write dates
 * and digits differently.
 */
export const displayLocale = (): string =>
  navigator.languages.find((tag) => tag.split('-')[0] === i18next.language && isTag(tag)) ?? i18next.language;

/** A name, a title or an id inside a text, isolated where it could reorder the text. */
export const showInserted = (text: string): string => isolate(text, document.dir);

/** An instant as date and time in the language and the time zone of the browser. */
export const showTime = (instant: string | null | undefined): string =>
  instant == null
    ? '–'
    : new Intl.DateTimeFormat(displayLocale(), { dateStyle: 'medium', timeStyle: 'short' }).format(
        new Date(instant),
      );

/** The day of an instant in the time zone of the browser. `days.ts` shows days of the calendar. */
export const showDay = (instant: string): string =>
  new Intl.DateTimeFormat(displayLocale(), { dateStyle: 'medium' }).format(new Date(instant));

export const showNumber = (value: number, maxDigits = 2): string =>
  new Intl.NumberFormat(displayLocale(), { maximumFractionDigits: maxDigits }).format(value);

/** Numbers in a row, with the commas and the “and” of the language. */
export const showNumbers = (values: readonly number[]): string =>
  new Intl.ListFormat(displayLocale()).format(values.map((value) => showNumber(value)));

export const showShare = (share: number): string =>
  new Intl.NumberFormat(displayLocale(), { style: 'percent', maximumFractionDigits: 0 }).format(share);

/** Seconds as `1:02:03` or `2:03`, in the digits of the language. */
export const showDuration = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60), whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown
    .map((value, index) =>
      new Intl.NumberFormat(displayLocale(), {
        minimumIntegerDigits: index === 0 ? 1 : 2,
        useGrouping: false,
      }).format(value),
    )
    .join(':');
};
