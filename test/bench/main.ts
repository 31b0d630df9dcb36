/** `npm run bench -- NAME --runs N --json FILE`: measures one scenario and prints the results. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Measured, type Report, reportOf } from './figures.ts';

interface Scenario {
  measure(runs: number): Promise<Measured>;
  /** Default number of runs. */
  usualRuns?: number;
}

const SCENARIOS: Record<string, () => Promise<Scenario>> = {
  join: () => import('./scenarios/join.ts'),
  'join-burst': () => import('./scenarios/join-burst.ts'),
  call: () => import('./scenarios/call.ts'),
  invite: () => import('./scenarios/invite.ts'),
  mute: () => import('./scenarios/mute.ts'),
  leave: () => import('./scenarios/leave.ts'),
  escalate: () => import('./scenarios/escalate.ts'),
  transfer: () => import('./scenarios/transfer.ts'),
  conference: () => import('./scenarios/conference.ts'),
  'server-load': () => import('./scenarios/server-load.ts'),
  floods: () => import('./scenarios/floods.ts'),
  startup: () => import('./scenarios/startup.ts'),
  size: () => import('./scenarios/size.ts'),
  state: () => import('./scenarios/state.ts'),
};

function print(report: Report): void {
  const rows = Object.entries(report.parley).map(([figure, { min, median, max }]) => {
    const reference = report.reference[figure];
    const ratio = report.ratio[figure];
    const beside = reference && ratio ? `reference ${reference.median}, ratio ${ratio.median}` : '';
    return `  ${figure.padEnd(22)} median ${median}  (${min} to ${max})  ${beside}`;
  });
  process.stdout.write(`${report.name}, ${report.runs} runs\n${rows.join('\n')}\n`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, json: { type: 'string' } },
});
const [name = ''] = positionals;
const scenario = await SCENARIOS[name]?.();
const runs = Number(values.runs ?? scenario?.usualRuns ?? 10);
if (scenario === undefined || !Number.isInteger(runs) || runs < 1) {
  process.stderr.write(
    `usage: npm run bench -- ${Object.keys(SCENARIOS).join('|')} [--runs N] [--json FILE]\n`,
  );
  process.exit(2);
}
const measured = await scenario.measure(runs);
const report = reportOf(name, measured);
print(report);
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
for (const claim of measured.broken ?? []) process.stderr.write(`does not hold: ${claim}\n`);
if (measured.broken?.length) process.exitCode = 1;
