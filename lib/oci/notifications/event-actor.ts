const MAX_ACTOR = 200;

/** Who a sender says has done it, on one line of at most 200 characters; null when it names nobody. */
export function eventActor(value: string | null | undefined): string | null {
  // Control characters and those that turn the direction of text have no place in a name.
  const name = (value ?? '').replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return name === '' ? null : name.slice(0, MAX_ACTOR);
}
