import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatDuration } from '../../src/core/time.ts';
import { latencyModels } from '../../src/engine/latency/index.ts';
import type { RejectReason } from '../../src/market/rejectReason.ts';
import { feeModels } from '../../src/venue/fees/index.ts';
import { impactModels } from '../../src/venue/impacts/index.ts';
import { paths } from '../../src/venue/paths/index.ts';
import { profiles } from '../../src/venue/profiles/index.ts';
import type { VenueProfile } from '../../src/venue/profiles/profile.ts';
import { spreadModels } from '../../src/venue/spreads/index.ts';

const FILE = join(import.meta.dirname, '../../docs/exchange.md');
const all = Object.values(profiles);

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)].join('\n');
}

function models(heading: string, registry: Readonly<Record<string, { readonly summary: string }>>): string {
  return table(
    [heading, ''],
    Object.entries(registry).map(([name, { summary }]) => [`\`${name}\``, summary]),
  );
}

/** A row a property, a column a venue. */
function byVenue(rows: readonly (readonly [string, (profile: VenueProfile) => string])[]): string {
  return table(
    ['', ...all.map(({ name }) => `\`${name}\``)],
    rows.map(([heading, cell]) => [heading, ...all.map(cell)]),
  );
}

const percent = (ratio: number) => `${Number((ratio * 100).toPrecision(6))} %`;
const words = (list: readonly string[]) => list.join(', ');

const profileRows: readonly (readonly [string, (profile: VenueProfile) => string])[] = [
  ['orders', ({ capabilities }) => words(capabilities.orderTypes)],
  ['time in force', ({ capabilities }) => words(capabilities.timesInForce)],
  ['triggers look at', ({ capabilities }) => words(capabilities.triggerBy)],
  ['a post-only order that would take', ({ capabilities }) => capabilities.postOnly ?? 'there is none'],
  [
    'trailing stops behind by',
    ({ capabilities: { trail } }) => {
      const ratio = trail.callbackRatio;
      const ways = [
        ...(ratio === null ? [] : [`${percent(ratio.min)} to ${percent(ratio.max)}`]),
        ...(trail.offsetPrice ? ['a distance'] : []),
      ];
      return ways.length === 0 ? 'there are none' : ways.join(', or ');
    },
  ],
  ['stops attached to entries', ({ capabilities }) => (capabilities.attachesStops ? 'yes' : 'no')],
  ['amends', ({ capabilities: { amend } }) => (amend === null ? 'none' : words(amend.orderTypes))],
  [
    'an amend under what has filled',
    ({ capabilities: { amend } }) => (amend === null ? '–' : amend.underFilled),
  ],
  [
    'a client id must be new among',
    ({ idScope }) => (idScope === 'recent' ? 'all orders so far' : 'open orders alone'),
  ],
  ['a client id', ({ idAlphabet, idMaxLength }) => `1 to ${idMaxLength} of \`${idAlphabet}\``],
  ['stops at a time', ({ stopQuota }) => String(stopQuota)],
  [
    'minimum notional',
    ({ minNotional }) => (minNotional === 'none' ? 'none' : "the instrument's, unless reduce-only"),
  ],
  [
    'a limit lies beyond mark by',
    ({ priceBandRatio }) => (priceBandRatio === null ? 'not checked' : `${percent(priceBandRatio)} at most`),
  ],
  ['funding', ({ funding }) => `every ${formatDuration(funding.intervalMs)}`],
  [
    'a ban',
    ({ rateBan: ban }) =>
      ban === null
        ? 'none'
        : `${formatDuration(ban.forMs)} after more than ${ban.afterRefusals} refusals in ${formatDuration(ban.withinMs)}`,
  ],
  ['a refusal on the wire', ({ reply }) => `${reply.shape}, HTTP ${reply.refusalHttpStatus}`],
];

function codes(): string {
  const reasons = Object.keys(profiles.generic!.rejectCodes) as RejectReason[];
  return byVenue(
    reasons.map((reason) => [
      `\`${reason}\``,
      ({ rejectCodes }) => {
        const row = rejectCodes[reason];
        return words([...new Set([row.code, ...(row.variants ?? []).map(({ code }) => code)])]);
      },
    ]),
  );
}

function rateLimits(): string {
  return table(
    ['venue', 'bucket', 'limit', 'a bucket', 'what a request weighs'],
    all.flatMap(({ name, rateLimits: limits }) =>
      limits.map((limit) => [
        `\`${name}\``,
        limit.name,
        `${limit.limit} in ${formatDuration(limit.windowMs)}`,
        `an ${limit.per}`.replace('an symbol', 'a symbol'),
        words(Object.entries(limit.weights).map(([family, weight]) => `${family} ${weight}`)),
      ]),
    ),
  );
}

function feeTables(): string {
  return table(
    ['venue', 'tier', 'from, quote', 'maker, bps', 'taker, bps'],
    all.flatMap(({ name, feeTable }) =>
      (feeTable?.tiers ?? []).map((tier) => [
        `\`${name}\`, the last ${feeTable!.windowDays} days`,
        tier.name,
        tier.fromVolumeQuote === null ? 'by name alone' : String(tier.fromVolumeQuote),
        String(tier.makerFeeBps),
        String(tier.takerFeeBps),
      ]),
    ),
  );
}

const blocks: Readonly<Record<string, string>> = {
  paths: models('`path`', {
    ...paths,
    bracket: { summary: 'both orders are run; the worse is shown, and the other beside it' },
  }),
  spreads: models('`spread: {model}`', spreadModels),
  impacts: models('`impact: {model}`', impactModels),
  fees: models('`fees`', feeModels),
  latencies: models('`latencyMs: {… {model}}`', latencyModels),
  profiles: byVenue(profileRows),
  feeTables: feeTables(),
  rateLimits: rateLimits(),
  codes: codes(),
};

test('the tables of docs/exchange.md are what the registries say (`npx vitest run test/docs -u` writes them anew)', async () => {
  const before = readFileSync(FILE, 'utf8');
  const found: string[] = [];
  const after = before.replace(/<!-- (\w+) -->\n[\s\S]*?<!-- \/\1 -->/g, (_all, name: string) => {
    found.push(name);
    return `<!-- ${name} -->\n${blocks[name]}\n<!-- /${name} -->`;
  });
  expect(found).toEqual(Object.keys(blocks));
  await expect(after).toMatchFileSnapshot('../../docs/exchange.md');
});
