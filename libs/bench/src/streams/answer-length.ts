/** Words of an answer of the scripted model. */
export const answerWords = 60;
/** From one word to the next. The first word is sent when the question arrives. */
export const wordMilliseconds = 100;
