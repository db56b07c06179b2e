// Measures speed and memory of the release binary: node tools/bench.mjs BINARY REPORT
// Medians of several runs, on the machine where it runs. Nothing leaves it.
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { actes } from './bench_actes.mjs';
import { signatures } from './bench_signatures.mjs';
import { binary, conclude, folder, keep, median, ms, p95, pages, part, resident, run, serve, signIn, timed, world } from './bench_outils.mjs';
import { rgpd } from './bench_rgpd.mjs';

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

  await part('pages (listes, tableau de bord) et mémoire au repos', () => pagesOf(data));
  await part('registre RGPD', rgpd);
  await part('actes', () => actes(binary));
  await part('signatures', () => signatures(binary));
  conclude();
}

await main();
