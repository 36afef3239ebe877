import { describe, expect, test } from 'vitest';
import { readCaller } from '@/lib/api/caller';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('readCaller', () => {
  test.each([
    {
      name: 'user and password',
      header: basic('ada:secret'),
      login: { username: 'ada', password: 'secret' },
    },
    {
      name: 'a colon in the password',
      header: basic('ada:a:b'),
      login: { username: 'ada', password: 'a:b' },
    },
    { name: 'UTF-8', header: basic('zoë:pässword'), login: { username: 'zoë', password: 'pässword' } },
    {
      name: 'the scheme in any case',
      header: basic('a:b').replace('Basic', 'bAsIc'),
      login: { username: 'a', password: 'b' },
    },
    { name: 'no user', header: basic(':b'), login: null },
    { name: 'no colon', header: basic('ada'), login: null },
    { name: 'another scheme', header: 'Bearer abc', login: null },
    { name: 'nonsense', header: 'Basic ###', login: null },
    { name: 'nothing', header: undefined, login: null },
  ])('$name', ({ header, login }) => {
    expect(readCaller(new Headers(header === undefined ? {} : { authorization: header })).login).toEqual(
      login,
    );
  });
});
