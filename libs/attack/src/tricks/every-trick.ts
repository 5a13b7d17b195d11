import { foreignClassTricks } from '../foreign-class.ts';
import type { Trick } from '../trick.ts';
import { answerTricks } from './answer.ts';
import { authorizationTricks } from './authorization.ts';
import { framingTricks } from './framing.ts';
import { hiddenTricks } from './hidden.ts';
import { identityTricks } from './identity.ts';
import { methodTricks } from './method.ts';
import { pathTricks } from './path.ts';
import { signatureTricks } from './signature.ts';
import { sizeTricks } from './size.ts';
import { textTricks } from './text.ts';

/** All tricks, by family. */
export const everyTrick: readonly Trick[] = [
  ...authorizationTricks,
  ...signatureTricks,
  ...identityTricks,
  ...pathTricks,
  ...methodTricks,
  ...framingTricks,
  ...sizeTricks,
  ...hiddenTricks,
  ...answerTricks,
  ...textTricks,
  ...foreignClassTricks,
];
