// The register of five hundred members: deployment, lists, cockpit, files.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { folder, keep, median, ms, p95, pages, run, serve, signIn, timed, world } from './bench_outils.mjs';

const MEMBERS = 500;

/** Models given to members, until the job is over; milliseconds. */
async function deploy(base, cookie, modeles, sirens) {
  const ask = async (path, body) => {
    const headers = { cookie, origin: base, 'content-type': 'application/json' };
    const answer = await fetch(`${base}/api/v1/rgpd/${path}`, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const start = process.hrtime.bigint();
  const { id } = await ask('deploiements', { modeles, sirens });
  for (;;) {
    const told = await ask(`deploiements/${id}`);
    if (told.termine_le) return { crees: told.crees, duration: ms(start) };
    await wait(50);
  }
}

/** Rows of a table that anybody could have written. */
function table(count) {
  const row = (n) => `Traitement ${n};REF-${n};Servir les usagers du service ${n % 40};Mission d’intérêt public;Coordonnées, état civil;5 ans;Logiciel ${n % 25};Agents habilités`;
  return `Nom du traitement;Référence;Finalité;Base légale;Données;Durée de conservation;Logiciel;Destinataires\n${Array.from({ length: count }, (_, n) => row(n)).join('\n')}\n`;
}

/** A file of five thousand rows goes in, comes out in the shape that one edits offline, and goes in elsewhere. */
function files(data, [first, second]) {
  const [csv, xlsx, pdf] = ['rows.csv', 'rows.xlsx', 'register.pdf'].map((name) => join(folder, name));
  writeFileSync(csv, table(5000));
  const into = (file, siren) => run(data, 'rgpd', 'import', file, '--siren', siren);
  keep('import de 5 000 lignes CSV', '< 5 000 ms', timed(() => into(csv, first)), 'ms', 'commande entière');
  run(data, 'rgpd', 'export', '--siren', first, '--format', 'plat', '-o', xlsx);
  keep('import de 5 000 lignes XLSX', '< 5 000 ms', timed(() => into(xlsx, second)), 'ms', 'commande entière, 27 colonnes');
  keep('le même XLSX une seconde fois : rien ne change', '', timed(() => into(xlsx, second)), 'ms', 'commande entière');
  return pdf;
}

export async function rgpd() {
  const data = world('rgpd', 720);
  const communes = JSON.parse(run(data, 'collectivite', 'list', '--json')).filter((c) => c.genre === 'commune').map((c) => c.siren);
  const members = communes.slice(0, MEMBERS);
  const { child, base } = await serve(data, 18320);
  const cookie = await signIn(data, base);
  const library = await (await fetch(`${base}/api/v1/rgpd/modeles`, { headers: { cookie } })).json();
  const models = library.filter((m) => m.genres.length === 0 || m.genres.includes('commune')).map((m) => m.code);
  const first = await deploy(base, cookie, models.slice(0, 30), members);
  keep(`30 modèles donnés à ${MEMBERS} collectivités (${first.crees} traitements)`, '< 30 s', first.duration / 1000, 's', 'de la demande à la fin du travail');
  const rest = await deploy(base, cookie, models.slice(30), members);
  const all = first.crees + rest.crees;

  const lists = ['', '?q=paie', '?etat=brouillon', '?incomplet=oui&tri=manques&ordre=desc', '?sensible=oui', '?tri=modifie&ordre=desc', '?page=40'].map((query) => `/centre/rgpd/traitements${query}`);
  keep(`liste des traitements de tous, ${all} lignes`, '< 30 ms à p95', p95(await pages(base, cookie, lists, 20)), 'ms', `p95 de ${19 * lists.length} pages, vues du client`);
  const own = members.slice(0, 8).map((siren) => `/c/${siren}/rgpd?tri=manques`);
  keep('registre d’une collectivité', '< 30 ms à p95', p95(await pages(base, cookie, own, 20)), 'ms', 'p95 de 152 pages');
  child.kill('SIGTERM');
  await new Promise((done) => child.once('exit', done));

  const pdf = files(data, communes.slice(MEMBERS));
  const prints = Array.from({ length: 3 }, () => timed(() => run(data, 'rgpd', 'export', '--siren', members[0], '--format', 'pdf', '-o', pdf)));
  keep(`PDF du registre, ${models.length} traitements`, '< 2 000 ms', median(prints), 'ms', 'médiane de 3, commande entière');

  const again = await serve(data, 18321);
  const cockpit = await pages(again.base, await signIn(data, again.base), ['/centre/rgpd'], 40);
  keep(`pilotage du DPD, ${communes.length} adhérents`, '< 100 ms', median(cockpit), 'ms', 'médiane de 39 pages');
  again.child.kill('SIGTERM');
}
