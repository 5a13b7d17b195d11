/** Before every line. Things that a bulk file does not contain have negative lines. */
export const minLine = -2_147_483_648;
