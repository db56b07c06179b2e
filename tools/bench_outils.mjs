// What every measure shares: worlds of many members, a server, a visitor, medians, the table of what was found.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export const [binary, report] = process.argv.slice(2);
export const folder = mkdtempSync(join(tmpdir(), 'beffroi-bench-'));
export const rows = [];
const servers = new Set();
process.on('exit', () => servers.forEach((child) => child.kill('SIGKILL')));
export const run = (data, ...args) => execFileSync(binary, ['--data', data, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
export const ms = (start) => Number(process.hrtime.bigint() - start) / 1e6;
export const timed = (action) => { const start = process.hrtime.bigint(); action(); return ms(start); };
const sorted = (values) => [...values].sort((a, b) => a - b);
export const median = (values) => sorted(values)[Math.floor(values.length / 2)];
export const p95 = (values) => sorted(values)[Math.ceil(values.length * 0.95) - 1];
const told = (value, unit) => `${value >= 100 ? Math.round(value) : value.toFixed(1)} ${unit}`;
export const keep = (what, target, value, unit, how) => { rows.push([what, target, told(value, unit), how]); console.log(`${what}: ${told(value, unit)} (${target})`); };

const national = JSON.parse(readFileSync('node_modules/@etalab/decoupage-administratif/data/communes.json', 'utf8'))
  .filter((c) => c.type === 'commune-actuelle' && c.siren && c.population);

/** A CDG with `count` communes of the national data set, in a data directory of its own. */
export function world(name, count) {
  const data = join(folder, name);
  run(data, 'init', '--departement', '82', '--siren', '999820004', '--courriel', 'bench@cdg.example');
  const chosen = national.filter((c) => c.departement !== '82').slice(0, Math.max(0, count - 205));
  const lines = chosen.map((c) => [c.siren, `"${c.nom}"`, 'commune', c.code, c.codesPostaux?.[0] ?? '', c.population, c.population].join(';'));
  const file = join(folder, `${name}.csv`);
  writeFileSync(file, `siren;nom;genre;code_insee;code_postal;population_totale;population_municipale\n${lines.join('\n')}\n`);
  run(data, 'collectivite', 'import', file);
  return data;
}

export async function serve(data, port) {
  const start = process.hrtime.bigint();
  const child = spawn(binary, ['--data', data, '--listen', `127.0.0.1:${port}`, 'serve'], { stdio: 'ignore' });
  servers.add(child);
  for (;;) {
    try { if ((await fetch(`http://127.0.0.1:${port}/readyz`)).ok) break; } catch { await wait(2); }
  }
  return { child, base: `http://127.0.0.1:${port}`, started: ms(start) };
}

export const resident = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;

/** Chooses a password by the one-time link that `beffroi agent reset` prints, and gives the session's cookie. */
export async function signIn(data, base) {
  const link = run(data, '--public-url', base, 'agent', 'reset', 'bench@cdg.example').match(/https?:\S+\/lien\/\S+/)[0];
  const password = 'tocsin-girafe-lavoir-1789-noix';
  const form = (fields) => ({ method: 'POST', redirect: 'manual', headers: { origin: base, 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(fields).toString() });
  const chosen = await fetch(link.replace(/^https?:\/\/[^/]+/, base), form({ nouveau: password, confirmation: password }));
  if (chosen.status !== 303) throw new Error(`password refused: ${chosen.status} ${(await chosen.text()).match(/class="erreur[^]*?<\/ul>/)}`);
  const answer = await fetch(`${base}/connexion`, form({ courriel: 'bench@cdg.example', mot_de_passe: password }));
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (!cookie) throw new Error(`sign-in refused: ${answer.status} ${await answer.text()}`);
  return cookie;
}

export async function pages(base, cookie, addresses, repeat) {
  const times = [];
  for (let i = 0; i < repeat; i += 1) {
    for (const address of addresses) {
      const start = process.hrtime.bigint();
      const answer = await fetch(base + address, { headers: { cookie } });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      if (i > 0) times.push(ms(start));
    }
  }
  return times;
}

/** Writes the table of what was found, and forgets the worlds. */
export function conclude() {
  const date = new Date().toISOString().slice(0, 10);
  const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
  writeFileSync(report, `# Performance\n\nÉcrit par \`make bench\` (version optimisée) le ${date}, sur ${cpus().length} cœurs (${cpus()[0].model.trim()}), ${Math.round(totalmem() / 1073741824)} Go. SQLite.\n\n| mesure | but | trouvé | comment |\n|---|---|---|---|\n${table}\n`);
}
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** A part of the measures; what fails is told in the table, and the others go on. */
export async function part(what, measure) {
  try {
    await measure();
  } catch (error) {
    console.error(error.message.slice(0, 400));
    rows.push([what, '', 'non mesuré', `la mesure a échoué : ${error.message.slice(0, 80).replace(/[|\n]/g, ' ')}`]);
  }
}
