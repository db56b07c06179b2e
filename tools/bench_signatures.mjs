// Signatures: a PES of 100 MB verified beside xmlsec1 and made canonical beside xmllint, a thousand PDF signed; each by an example of its crate.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { keep } from './bench_outils.mjs';

export function signatures(binary) {
  const example = (name, ...words) => execFileSync(join(binary, `../examples/${name}`), words, { encoding: 'utf8' });
  const pes = JSON.parse(example('mesures_xades'));
  const { 'ici, toutes les signatures': ours, 'xmlsec1, la première seulement': theirs } = pes.verification;
  const { ici: canonical, xmllint } = pes['canonisation exclusive'];
  for (const one of [ours, theirs, canonical, xmllint, pes.signature]) {
    if (!one['réussi']) throw new Error(`une mesure de signature a échoué : ${JSON.stringify(pes)}`);
  }
  const times = (peer, own) => `${(peer.secondes / own.secondes).toFixed(1)} fois plus vite que le témoin`;
  const places = `PES de 100 Mo, ${pes.fichier.bordereaux} bordereaux signés`;
  keep(`${places}, toutes les signatures vérifiées`, 'moins que xmlsec1', ours.secondes, 's', `une fois ; ${times(theirs, ours)} : xmlsec1 --verify, la première seulement, ${theirs.secondes.toFixed(1)} s`);
  keep('mémoire pour cela', 'bornée', ours['Mo au plus'], 'Mo', `VmHWM ; xmlsec1 ${theirs['Mo au plus']} Mo`);
  keep('le même, forme canonique exclusive', 'moins que xmllint', canonical.secondes, 's', `une fois ; ${times(xmllint, canonical)} : xmllint --exc-c14n, ${xmllint.secondes.toFixed(1)} s`);
  keep('le même, signé et vérifié avant d’être écrit', '', pes.signature.secondes, 's', 'une fois, clé RSA 2048 logicielle');
  const lines = example('mesures_pades', '1000', '200').trim().split('\n').map((line) => JSON.parse(line));
  const rsa = lines.find((line) => line.cle === 'rsa:2048' && line.visible);
  keep('1 000 PDF de 200 ko signés, signature visible', '< 60 s', rsa.signature_s, 's', `une fois, un cœur, RSA 2048 ; ${rsa.integres} relus intègres`);
}
