import { createHash } from 'node:crypto';
import { passagePartsVersion } from './passage-parts.ts';

/** The properties that two comparable vectors have in common. */
export type VectorSpace = {
  readonly model: string;
  readonly dimensions: number;
  readonly queryPrefix: string;
  readonly passagePrefix: string;
  /** The rules that cut passages into the parts that have vectors. */
  readonly partsVersion: number;
};

export const vectorSpace = (space: Omit<VectorSpace, 'partsVersion'>): VectorSpace => ({
  ...space,
  partsVersion: passagePartsVersion,
});

/** The fingerprint of a space: 12 hexadecimal digits. A change of any part gives another one. */
export const spaceIdOf = ({
  model,
  dimensions,
  queryPrefix,
  passagePrefix,
  partsVersion,
}: VectorSpace): string =>
  createHash('sha256')
    .update(JSON.stringify([model, dimensions, queryPrefix, passagePrefix, partsVersion]))
    .digest('hex')
    .slice(0, 12);
