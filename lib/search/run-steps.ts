// Long work comes as a generator that gives way now and then.

/** Does all of it at once. */
export function runSteps<Result>(steps: Generator<void, Result, void>): Result {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/** Does all of it, with a pause wherever it gives way. */
export async function runStepsApart<Result>(
  steps: Generator<void, Result, void>,
  pause: () => Promise<void>,
): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await pause();
  }
}
