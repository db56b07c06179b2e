// Actes: a hundred thousand in the base, listed and searched; packets, returns, archives and stamps in one process.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { keep, p95, pages, run, serve, signIn, world } from './bench_outils.mjs';

/** A large town keeps ten years of two thousand actes; the others share what is left. */
const TOUS = 100_000;
const VILLE = 20_000;
const SIREN = '218200020';

export async function actes(binary) {
  const example = join(binary, '../examples/mesures');
  const alone = execFileSync(example, ['seul'], { encoding: 'utf8' }).trim().split('\n').map((line) => JSON.parse(line));
  const of = (what) => alone.find((one) => one.quoi === what).ms;
  keep('1 000 actes de 200 ko empaquetés puis contrôlés comme la préfecture', '< 10 s', of('paquets') / 1000, 's', 'une fois');
  keep('10 000 accusés lus', '< 5 s', of('retours') / 1000, 's', 'une fois');
  keep('archive de 148 Mo écrite', '', of('archive') / 1000, 's', 'une fois, données incompressibles');
  keep('mémoire de plus pour cette archive', '< 64 Mo', of('archive_memoire_ko') / 1024, 'Mo', 'VmHWM avant et après');
  keep('tampon d’un PDF de 100 pages', '< 150 ms', of('tampon'), 'ms', 'médiane de 9');

  const data = world('actes', 200);
  const stored = `sqlite:${join(data, 'beffroi.db')}`;
  const others = JSON.parse(run(data, 'collectivite', 'list', '--json')).map((c) => c.siren).filter((siren) => siren !== SIREN);
  execFileSync(example, ['charge', stored, String(VILLE), SIREN]);
  execFileSync(example, ['charge', stored, String(Math.ceil((TOUS - VILLE) / others.length)), ...others]);
  const { child, base } = await serve(data, 18330);
  const cookie = await signIn(data, base);
  const lists = ['', '?q=cantine', '?q=introuvable', '?etat=transmis', '?nature=2', '?tri=objet', '?page=40'].map((query) => `/c/${SIREN}/actes${query}`);
  keep(`liste et recherche parmi ${TOUS} actes, chez une ville qui en a ${VILLE}`, '< 30 ms à p95', p95(await pages(base, cookie, lists, 20)), 'ms', `p95 de ${19 * lists.length} pages, vues du client`);
  child.kill('SIGTERM');
  await new Promise((done) => child.once('exit', done));
}
