/** A function that asks when it is first called, and answers the same from then on. */
export function once<Answer>(ask: () => Answer): () => Answer {
  let asked: { answer: Answer } | undefined;
  return () => {
    asked ??= { answer: ask() };
    return asked.answer;
  };
}
