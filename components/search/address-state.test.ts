import { describe, expect, test } from 'vitest';
import { beginAt, choose, hearAddress, markWritten, typeText } from '@/components/search/address-state';

describe('the address', () => {
  test('gives text and request at the beginning', () => {
    expect(beginAt('query=redis&page=2')).toMatchObject({
      text: 'redis',
      request: { query: 'redis', offset: 50 },
      written: true,
    });
  });

  test('is behind once a word was typed, and the list begins anew', () => {
    const state = typeText(beginAt('query=redis&page=2'), 'redis-');
    expect(state).toMatchObject({ text: 'redis-', request: { query: 'redis-', offset: 0 }, written: false });
  });

  test('is not behind for a space that changes no word', () => {
    const before = beginAt('query=redis&page=2');
    const state = typeText(before, 'redis ');
    expect(state).toMatchObject({ text: 'redis ', written: true });
    expect(state.request).toBe(before.request);
  });

  test('that is an echo changes nothing of what was typed since', () => {
    const written = markWritten(typeText(beginAt(''), 'ng'));
    const typed = typeText(written, 'ngin');
    expect(hearAddress(typed, 'query=ng')).toMatchObject({
      text: 'ngin',
      request: { query: 'ngin' },
      written: false,
    });
  });

  test('may be told late, or not at all when another followed at once', () => {
    const first = markWritten(typeText(beginAt(''), 'a'));
    const second = markWritten(choose(first, { deprecated: 'hide' }));
    expect(hearAddress(hearAddress(second, 'query=a'), 'query=a&deprecated=hide')).toMatchObject({
      request: { query: 'a', deprecated: 'hide' },
      awaited: [],
    });
    expect(hearAddress(second, 'query=a&deprecated=hide').awaited).toEqual([]);
  });

  test('of a step back replaces what was typed', () => {
    const typed = typeText(
      hearAddress(markWritten(typeText(beginAt('sort=name'), 'x')), 'query=x&sort=name'),
      'xy',
    );
    expect(hearAddress(typed, 'sort=name')).toMatchObject({
      text: '',
      request: { query: '', sort: 'name' },
      written: true,
    });
  });

  test('that did not change is not waited for', () => {
    const there = markWritten(typeText(typeText(beginAt('query=a'), 'ab'), 'a'));
    expect(there.awaited).toEqual([]);
  });
});

describe('a choice', () => {
  test('of a filter begins at the first page and keeps the text', () => {
    const state = choose(typeText(beginAt('query=a&page=3'), 'a '), { registries: ['x'] });
    expect(state).toMatchObject({ text: 'a ', request: { query: 'a', registries: ['x'], offset: 0 } });
  });

  test('of a page keeps everything else', () => {
    expect(choose(beginAt('query=a&registry=x'), { offset: 100 }).request).toMatchObject({
      query: 'a',
      registries: ['x'],
      offset: 100,
    });
  });

  test('of another query is seen in the box', () => {
    expect(choose(beginAt('query=a'), { query: 'b' })).toMatchObject({ text: 'b', request: { query: 'b' } });
  });
});
