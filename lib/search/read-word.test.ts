import { describe, expect, test } from 'vitest';
import { QUALITY, readPlainly, readWord, type Reading } from '@/lib/search/read-word';
import { indexCharts } from '@/lib/search/testing/indexed-corpus';

const { words } = indexCharts([
  { name: 'prometheus' },
  { name: 'prometheus-node-exporter', keywords: ['metrics'], description: 'Machine figures' },
  { name: 'kube-state-metrics' },
  { name: 'cert-manager', keywords: ['tls'] },
  { name: 'certmonger' },
  { name: 'postgresql', description: 'A databank that collects rows' },
  { name: 'fluent-bit', description: 'Is a collector, said to be promely and zappoly' },
  { name: 'redis', appVersion: '1.25.3', version: '1.9.0' },
]);

const label = ({ id, quality }: Reading): string => {
  const kind = Object.entries(QUALITY).find(([, known]) => known === quality)?.[0];
  return `${words.vocabulary.words[id]} ${kind}`;
};
const readingsOf = (word: string): string[] => readWord(words, word).readings.map(label);
const partsOf = (word: string): string[][] => readWord(words, word).parts.map((part) => part.map(label));

describe('a typed word stands for', () => {
  test.each<[string, string, string[]]>([
    ['itself', 'redis', ['redis same']],
    ['what it begins', 'fluen', ['fluent beginning', 'fluentbit beginning']],
    [
      'what it is short for, before what it begins',
      'prom',
      [
        'prometheus shortName',
        'promely beginning',
        'prometheus beginning',
        'prometheusnodeexporter beginning',
      ],
    ],
    ['what it is short for', 'pg', ['postgresql shortName']],
    ['its plural', 'exporters', ['exporter stem']],
    ['who does it', 'collects', ['collects same', 'collector stem']],
    ['a version that it begins', '1.25', ['1.25.3 beginning']],
    ['nothing but itself when it is a number', '1.24', []],
    ['what it is spelt nearly as', 'redsi', ['redis oneEdit']],
    ['a word of eight letters with two slips', 'prometsehus', ['prometheus twoEdits']],
    ['a beginning with a slip', 'certmnog', ['certmonger oneEditBeginning']],
    ['what holds it', 'monge', ['certmonger inside']],
    ['nothing when it is short', 'rds', []],
  ])('%s: %s', (_, word, expected) => {
    expect(readingsOf(word)).toEqual(expected);
  });

  test('nothing guessed once a name or a keyword has it', () => {
    expect(readingsOf('tls')).toEqual(['tls same']);
    expect(readingsOf('cert')).toEqual(['cert same', 'certmanager beginning', 'certmonger beginning']);
  });

  test('nothing guessed once any chart has just this word', () => {
    expect(readingsOf('promely')).toEqual(['promely same']);
  });

  test('guesses too when only a description has what it begins', () => {
    expect(readingsOf('zappol')).toEqual(['zappoly beginning', 'zappoly oneEdit']);
  });
});

describe('a typed word is cut into', () => {
  test.each<[string, string[][]]>([
    ['nodeexporter', [['node joined'], ['exporter joined']]],
    ['prometheusexp', [['prometheus joined'], ['exporter beginning']]],
    ['tlscertmetrics', [['tls joined'], ['cert joined'], ['metrics joined']]],
    ['machinefigures', []], // descriptions are no names
    ['redisx', []],
    ['1.251.9', []],
    ['certmanager', []], // a whole name, written as one
  ])('%s', (word, expected) => {
    expect(partsOf(word)).toEqual(expected);
  });
});

test('words of the language stand for nothing', () => {
  for (const word of ['constructor', 'tostring', 'hasownproperty', '__proto__'])
    expect(readPlainly(words, word)).toEqual([]);
});

test('an empty vocabulary has no readings', () => {
  expect(readWord(indexCharts([]).words, 'redis')).toEqual({ readings: [], parts: [] });
});
