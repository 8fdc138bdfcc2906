import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { escapeMarkup, html } from '../../src/report/html.ts';

test('what comes from outside is escaped, markup of ours is not', () => {
  const name = '<script>alert("1")</script>';
  expect(html`<b title="${name}">${html`<i>${name}</i>`}</b>`.text).toBe(
    '<b title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;"><i>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;</i></b>',
  );
});

test('lists are joined, null and false leave nothing, 0 stands', () => {
  expect(html`${[1, 'a', null]}${false}${0}`.text).toBe('1a0');
});

test('characters that XML cannot hold are replaced', () => {
  expect(escapeMarkup('a\u0000b\u0008c\uD800d')).toBe('a\uFFFDb\uFFFDc\uFFFDd');
  expect(escapeMarkup('line\nbreak\ttab 😀')).toBe('line\nbreak\ttab 😀');
});

property.prop([fc.string({ unit: 'binary' })])('no text gets out of its place', (text) => {
  expect(escapeMarkup(text)).not.toMatch(/[<>"']/);
});
