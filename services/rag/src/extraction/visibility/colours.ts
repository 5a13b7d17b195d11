/** A colour as 0xRRGGBB, or `unknownColour` for pictures, patterns and gradients. */
export type Colour = number;

export const unknownColour: Colour = -1;
export const white: Colour = 0xffffff;
export const black: Colour = 0;

/**
 * Readers cannot tell colours whose channels differ by less (of 255). Grey of 90 % on white stays readable.
 */
const minReadableDifference = 21;

/** @param written a colour as pdf.js writes it, such as `#ffcc00`. */
export const parseColour = (written: unknown): Colour => {
  const digits = typeof written === 'string' ? /^#([0-9a-f]{6})$/i.exec(written)?.[1] : undefined;
  return digits === undefined ? unknownColour : Number.parseInt(digits, 16);
};

const channelsOf = (colour: Colour): [number, number, number] => [
  (colour >> 16) & 255,
  (colour >> 8) & 255,
  colour & 255,
];

/** The colour of paint with the given opacity (0 to 1) over a ground. */
export const blend = (paint: Colour, ground: Colour, opacity: number): Colour => {
  if (opacity >= 1) return paint;
  if (paint === unknownColour || ground === unknownColour) return unknownColour;
  const below = channelsOf(ground);
  const [red, green, blue] = channelsOf(paint).map((channel, at) =>
    Math.round(channel * opacity + (below[at] ?? 0) * (1 - opacity)),
  );
  return ((red ?? 0) << 16) | ((green ?? 0) << 8) | (blue ?? 0);
};

/** Whether readers can tell the paint from its ground. An unknown colour counts as readable. */
export const isReadableOn = (paint: Colour, ground: Colour): boolean => {
  if (paint === unknownColour || ground === unknownColour) return true;
  const differs = (shift: number) =>
    Math.abs(((paint >> shift) & 255) - ((ground >> shift) & 255)) >= minReadableDifference;
  return differs(16) || differs(8) || differs(0);
};
