/** `npm run bench -- NAME --runs N --json FILE`: measures one scenario and prints what it measured. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Measured, type Report, reportOf } from './figures.ts';

const SCENARIOS: Record<string, () => Promise<{ measure(runs: number): Promise<Measured> }>> = {
  join: () => import('./scenarios/join.ts'),
  'join-burst': () => import('./scenarios/join-burst.ts'),
  call: () => import('./scenarios/call.ts'),
  invite: () => import('./scenarios/invite.ts'),
  leave: () => import('./scenarios/leave.ts'),
  startup: () => import('./scenarios/startup.ts'),
  size: () => import('./scenarios/size.ts'),
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
  options: { runs: { type: 'string', default: '10' }, json: { type: 'string' } },
});
const [name = ''] = positionals;
const scenario = SCENARIOS[name];
const runs = Number(values.runs);
if (scenario === undefined || !Number.isInteger(runs) || runs < 1) {
  process.stderr.write(
    `usage: npm run bench -- ${Object.keys(SCENARIOS).join('|')} [--runs N] [--json FILE]\n`,
  );
  process.exit(2);
}
const report = reportOf(name, await (await scenario()).measure(runs));
print(report);
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
