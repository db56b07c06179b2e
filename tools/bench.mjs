// Measures speed and memory of the release binary: node tools/bench.mjs BINARY REPORT
// Medians of several runs, on the machine where it runs. Nothing leaves it.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const [binary, report] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'beffroi-bench-'));
const rows = [];
const servers = new Set();
process.on('exit', () => servers.forEach((child) => child.kill('SIGKILL')));
const run = (data, ...args) => execFileSync(binary, ['--data', data, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
const ms = (start) => Number(process.hrtime.bigint() - start) / 1e6;
const timed = (action) => { const start = process.hrtime.bigint(); action(); return ms(start); };
const sorted = (values) => [...values].sort((a, b) => a - b);
const median = (values) => sorted(values)[Math.floor(values.length / 2)];
const p95 = (values) => sorted(values)[Math.ceil(values.length * 0.95) - 1];
const told = (value, unit) => `${value >= 100 ? Math.round(value) : value.toFixed(1)} ${unit}`;
const keep = (what, target, value, unit, how) => { rows.push([what, target, told(value, unit), how]); console.log(`${what}: ${told(value, unit)} (${target})`); };

const national = JSON.parse(readFileSync('node_modules/@etalab/decoupage-administratif/data/communes.json', 'utf8'))
  .filter((c) => c.type === 'commune-actuelle' && c.siren && c.population);

/** A CDG with `count` communes of the national data set, in a data directory of its own. */
function world(name, count) {
  const data = join(folder, name);
  run(data, 'init', '--departement', '82', '--siren', '999820004', '--courriel', 'bench@cdg.example');
  const chosen = national.filter((c) => c.departement !== '82').slice(0, Math.max(0, count - 205));
  const lines = chosen.map((c) => [c.siren, `"${c.nom}"`, 'commune', c.code, c.codesPostaux?.[0] ?? '', c.population, c.population].join(';'));
  const file = join(folder, `${name}.csv`);
  writeFileSync(file, `siren;nom;genre;code_insee;code_postal;population_totale;population_municipale\n${lines.join('\n')}\n`);
  run(data, 'collectivite', 'import', file);
  return data;
}

/** Six subscriptions for each commune. */
function subscribe(data, count) {
  const communes = JSON.parse(run(data, 'collectivite', 'list', '--json')).filter((c) => c.genre === 'commune').slice(0, count);
  const services = [['N1', 2, 2018], ['N2', 3, 2019], ['N3', 1, 2018], ['DEMAT', 2, 2020], ['WEB-D', 1, 2018], ['RGPD', 1, 2019]];
  const lines = communes.flatMap((c) => services.map(([code, quantity, since]) => `${c.siren};${code};${quantity};${since}`));
  const file = join(folder, 'abonnements.csv');
  writeFileSync(file, `siren;service;quantite;depuis\n${lines.join('\n')}\n`);
  run(data, 'tarif', 'import', 'data/tarifs/cdg82-2020.toml');
  run(data, 'syntec', 'set', '2018-11', '270.4');
  run(data, 'syntec', 'set', '2019-11', '274.5');
  run(data, 'tarif', 'revise', '2020', '--validate');
  keep(`import de ${lines.length} abonnements`, '', timed(() => run(data, 'convention', 'import', file)), 'ms', 'commande entière');
  return communes.length;
}

async function serve(data, port) {
  const start = process.hrtime.bigint();
  const child = spawn(binary, ['--data', data, '--listen', `127.0.0.1:${port}`, 'serve'], { stdio: 'ignore' });
  servers.add(child);
  for (;;) {
    try { if ((await fetch(`http://127.0.0.1:${port}/readyz`)).ok) break; } catch { await wait(2); }
  }
  return { child, base: `http://127.0.0.1:${port}`, started: ms(start) };
}

const resident = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;

/** Chooses a password by the one-time link that `beffroi agent reset` prints, and gives the session's cookie. */
async function signIn(data, base) {
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

async function pages(base, cookie, addresses, repeat) {
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

const LISTS = ['', '?q=saint', '?genre=commune', '?genre=commune&tri=population&ordre=desc', '?tri=population', '?tri=code_postal', '?q=mon&tri=nom&ordre=desc', '?page=3']
  .map((query) => `/centre/collectivites${query}`);

/** What a person waits for, and what the server keeps in memory. */
async function pagesOf(data) {
  const small = await serve(data, 18310);
  const cookie = await signIn(data, small.base);
  keep('liste des collectivités, 1 100 adhérents', '< 15 ms à p95', p95(await pages(small.base, cookie, LISTS, 40)), 'ms', `p95 de ${39 * LISTS.length} pages, vues du client`);
  const board = await pages(small.base, cookie, ['/centre'], 60);
  keep('tableau de bord, 1 100 adhérents', '< 30 ms', median(board), 'ms', 'médiane de 59 pages, vues du client, compressées');
  keep('tableau de bord, la plus lente sur vingt', '', p95(board), 'ms', 'p95 des mêmes');
  await wait(3000);
  keep('mémoire au repos, après ces pages', '< 80 Mo', resident(small.child.pid), 'Mo', 'VmRSS');
  small.child.kill('SIGTERM');

  const many = world('national', 36000);
  const large = await serve(many, 18311);
  const cookie2 = await signIn(many, large.base);
  keep('liste des collectivités, 35 000 adhérents', '< 25 ms à p95', p95(await pages(large.base, cookie2, LISTS, 20)), 'ms', `p95 de ${19 * LISTS.length} pages`);
  large.child.kill('SIGTERM');
}

async function main() {
  keep('binaire', '< 60 Mo', statSync(binary).size / 1048576, 'Mo', 'fichier');
  const data = world('mille', 1120);
  const count = subscribe(data, 1100);
  const computed = Array.from({ length: 5 }, () => timed(() => run(data, 'etat', 'compute', '2020')));
  keep(`état de ${count} collectivités × 6 abonnements, calculé et enregistré`, '< 1 000 ms', median(computed), 'ms', 'médiane de 5, commande entière (démarrage compris)');

  run(data, 'etat', 'validate', '2020');
  const before = process.hrtime.bigint();
  run(data, 'worker', '--until-idle');
  keep(`travaux de ${count} états validés : PDF, classeurs, courriels`, '< 60 s pour les PDF', ms(before) / 1000, 's', 'une fois');

  const starts = [];
  for (let i = 0; i < 5; i += 1) {
    const { child, started } = await serve(data, 18300 + i);
    starts.push(started);
    child.kill('SIGTERM');
    await new Promise((done) => child.once('exit', done));
  }
  keep('démarrage du serveur, jusqu’à sa première réponse', '< 300 ms', median(starts), 'ms', 'médiane de 5');

  try {
    await pagesOf(data);
  } catch (error) {
    console.error(error.message.slice(0, 400));
    rows.push(['pages (listes, tableau de bord) et mémoire au repos', '', 'non mesuré', `la mesure a échoué : ${error.message.slice(0, 80).replace(/[|\n]/g, ' ')}`]);
  }

  const date = new Date().toISOString().slice(0, 10);
  const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
  writeFileSync(report, `# Performance\n\nÉcrit par \`make bench\` (version optimisée) le ${date}, sur ${cpus().length} cœurs (${cpus()[0].model.trim()}), ${Math.round(totalmem() / 1073741824)} Go. SQLite.\n\n| mesure | but | trouvé | comment |\n|---|---|---|---|\n${table}\n`);
}

try { await main(); } finally { rmSync(folder, { recursive: true, force: true }); }
