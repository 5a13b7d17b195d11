import i18next from 'i18next';

/** An instant as date and time in the language and the time zone of the browser. */
export const showTime = (instant: string | null | undefined): string =>
  instant == null
    ? '–'
    : new Intl.DateTimeFormat(i18next.language, { dateStyle: 'medium', timeStyle: 'short' }).format(
        new Date(instant),
      );

export const showDay = (instant: string): string =>
  new Intl.DateTimeFormat(i18next.language, { dateStyle: 'medium' }).format(new Date(instant));

export const showNumber = (value: number, maxDigits = 2): string =>
  new Intl.NumberFormat(i18next.language, { maximumFractionDigits: maxDigits }).format(value);

export const showShare = (share: number): string =>
  new Intl.NumberFormat(i18next.language, { style: 'percent', maximumFractionDigits: 0 }).format(share);

/** Seconds as `1:02:03` or `2:03`. */
export const showDuration = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60), whole % 60];
  const [hours = 0, minutes = 0, rest = 0] = parts;
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
};
