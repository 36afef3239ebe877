/**
 * What a channel is called without its track: `stable` of `1-stable`, `v2.1-stable` and `stable`. A tag that begins
 * with no number is a name as it is.
 */
export function readChannelName(tag: string): string {
  return tag.replace(/^v?\d+(?:\.\d+)*-(?=.)/, '');
}
