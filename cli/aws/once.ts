/** A function that asks on its first call, and gives the same answer from then on. */
export function once<Answer>(ask: () => Answer): () => Answer {
  let asked: { answer: Answer } | undefined;
  return () => {
    asked ??= { answer: ask() };
    return asked.answer;
  };
}
