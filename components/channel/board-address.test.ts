import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { boardPath, parseBoardAddress } from '@/components/channel/board-address';
import { BoardOrder, BoardState } from '@/lib/api/schema/channel-board';

const NOTHING = parseBoardAddress({});

test.each<[string, Record<string, string | string[]>, object]>([
  ['nothing', {}, { query: '', days: 90, sort: 'name', offset: 0 }],
  [
    'all there is',
    { query: 'app', registry: 'dock', state: 'old', days: '30', sort: 'oldest', offset: '100' },
    {
      query: 'app',
      registry: 'dock',
      state: 'old',
      days: 30,
      sort: 'oldest',
      offset: 100,
    },
  ],
  ['what is not understood', { state: 'odd', days: 'many', sort: '', offset: '-1' }, NOTHING],
  ['the first of several', { query: ['a', 'b'] }, { query: 'a' }],
  ['empty choices of a form', { query: '', registry: '', state: '' }, NOTHING],
  ['what is too long', { query: 'x'.repeat(201) }, NOTHING],
])('%s', (_what, parameters, expected) => {
  expect(parseBoardAddress(parameters)).toMatchObject(expected);
});

test('only what was chosen is in the address', () => {
  expect(boardPath(NOTHING)).toBe('/channels');
  expect(boardPath({ ...NOTHING, state: 'ahead', query: 'a&b' })).toBe('/channels?query=a%26b&state=ahead');
});

test('an address says what it was made from', () => {
  const request = fc.record({
    query: fc.string({ maxLength: 200 }),
    registry: fc.option(fc.stringMatching(/^[a-z][a-z0-9]{0,20}$/), { nil: undefined }),
    state: fc.option(fc.constantFrom(...BoardState.options), { nil: undefined }),
    days: fc.integer({ min: 1, max: 3650 }),
    sort: fc.constantFrom(...BoardOrder.options),
    offset: fc.nat(),
  });
  fc.assert(
    fc.property(request, (made) => {
      const asked = { ...NOTHING, ...made };
      const { searchParams } = new URL(boardPath(asked), 'http://chartroom.test');
      expect(parseBoardAddress(Object.fromEntries(searchParams))).toEqual(
        parseBoardAddress(
          JSON.parse(
            JSON.stringify(
              Object.fromEntries(
                Object.entries(asked).map(([name, value]) => [
                  name,
                  value === undefined ? undefined : String(value),
                ]),
              ),
            ),
          ),
        ),
      );
    }),
  );
});
