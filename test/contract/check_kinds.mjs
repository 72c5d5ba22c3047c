// kinds.def (what the C code takes), schemas/gebeurtenis, the catalogue and docs/contracten.md say the same.
import { readFileSync } from 'node:fs';
import { basename, check, difference, idOf, join, listFiles, readJson, readRows, sameSet, schemas, source } from './tree.mjs';

const GROUPS = {
    klantcontacten: ['CONTACT', 'BRON'], klantreizen: ['REIS', 'ALLE'], klanten: ['KLANT'],
    bediening: ['OPDRACHT', 'BEDIENING', 'KLANT'], intern: ['INTERN'],
};
const ONE_KLANT = ['CONTACT', 'REIS', 'KLANT', 'BEDIENING'];
const MOVING = ['CONTACT', 'REIS'];
const OWN = ['OPDRACHT', 'BEDIENING', 'INTERN']; // never from a channel

export function readKinds() {
    return readRows('include/spoor/domain/kinds.def', 'SPOOR_KIND').map(([id, domein, soort, rang, group, effect]) =>
        ({ id, domein, soort, rang: +rang, group, effect, fromChannel: !OWN.includes(group) }));
}

function readSchemas() {
    const found = new Map();
    for (const path of listFiles(join(schemas, 'gebeurtenis'), '.schema.json'))
        found.set(basename(path, '.schema.json'), readJson(path));
    return found;
}

/** Only what is of one klant has a toestand to enter; what corrects is so by its name. */
function effectIsRight({ soort, effect, group }) {
    if (effect === 'CORRECTS') return soort.endsWith('-gecorrigeerd');
    if (effect === 'WITHDRAWS') return soort.endsWith('-ingetrokken');
    return effect === 'STORED' || (effect === 'FOLDS' && ONE_KLANT.includes(group));
}

function checkKind(kind, schema) {
    const { domein, soort, rang, bron, alle } = schema['x-spoor'] ?? {};
    check(`${kind.soort}: id ${kind.id}`, kind.id === idOf(kind.soort));
    check(`${kind.soort}: domein`, domein === kind.domein && soort === kind.soort, `${domein}.${soort}`);
    check(`${kind.soort}: rank`, rang === kind.rang, `schema ${rang}, kinds.def ${kind.rang}`);
    check(`${kind.soort}: group`, GROUPS[kind.domein]?.includes(kind.group), kind.group);
    check(`${kind.soort}: of its source`, (bron === true) === (kind.group === 'BRON'));
    check(`${kind.soort}: of every klant`, (alle === true) === ['ALLE', 'OPDRACHT'].includes(kind.group));
    check(`${kind.soort}: effect`, effectIsRight(kind), kind.effect);
}

function checkFields(soort, entry, schema) {
    const data = schema.$defs.data;
    const required = data.required ?? [];
    check(`${soort}: required fields`, sameSet(required, entry.verplicht), `schema ${required}, catalogue ${entry.verplicht}`);
    for (const field of required)
        check(`${soort}: ${field} may not be null`, data.properties?.[field]?.not?.type === 'null');
    check(`${soort}: fields`, sameSet(Object.keys(data.properties ?? {}), new Set([...entry.verplicht, ...entry.velden])),
        `schema ${Object.keys(data.properties ?? {})}`);
    check(`${soort}: other fields are allowed`, data.additionalProperties === undefined);
    check(`${soort}: says what it means`, schema.description?.length > 10);
}

/** Rows `| rank | words |` of the table below the heading on events that happened at the same moment. */
function readRanks() {
    const section = readFileSync(join(source, 'docs/contracten.md'), 'utf8').split('## Order of events')[1] ?? '';
    const rows = [...section.matchAll(/^\| ([1-6]) \| (.+) \|$/gm)];
    return new Map(rows.map(([, rank, words]) => [+rank, words.split(/[ ,]+/)]));
}

function checkRanks(kinds) {
    const ranks = readRanks();
    check('docs/contracten.md has six ranks', sameSet(ranks.keys(), [1, 2, 3, 4, 5, 6]));
    const rankOf = (word) => [...ranks].find(([, words]) => words.includes(word))?.[0];
    for (const { soort, rang } of kinds)
        check(`${soort}: rank of docs/contracten.md`, rang === (rankOf(soort) ?? rankOf(soort.split('-').pop())));
}

function checkList(what, list, kinds) {
    check(what, sameSet(list, kinds), `only one has ${difference(list, kinds)}`);
}

/** Schemas of other documents that list kinds. */
function checkLists(kinds) {
    const mapping = readJson(join(schemas, 'mapping.schema.json'));
    const channel = kinds.filter((kind) => kind.fromChannel);
    checkList('mapping.schema.json: soorten are the kinds that a channel may send', mapping.properties.soorten.items.enum,
        ['*', ...channel.map((kind) => kind.soort)]);
    checkList('mapping.schema.json: types are the kinds that a channel may send',
        mapping.$defs.regel.properties.type.anyOf[0].enum, channel.map((kind) => `${kind.domein}.${kind.soort}`));
    checkList('klantreis.schema.json: a rule may name what moves a journey',
        readJson(join(schemas, 'klantreis.schema.json')).$defs.gebeurtenis.enum,
        kinds.filter((kind) => kind.effect === 'FOLDS' && MOVING.includes(kind.group)).map((kind) => kind.soort));
}

export function checkKinds() {
    const kinds = readKinds();
    const found = readSchemas();
    const catalogue = readJson(join(source, 'test/contract/catalogus.json'));
    const names = kinds.map((kind) => kind.soort);
    check('kinds.def is read', kinds.length > 0);
    check('names of kinds are unique', new Set(names).size === names.length);
    checkList('kinds.def and schemas/gebeurtenis have the same kinds', names, [...found.keys()]);
    checkList('kinds.def and the catalogue have the same kinds', names, Object.keys(catalogue));
    for (const kind of kinds) if (found.has(kind.soort)) checkKind(kind, found.get(kind.soort));
    for (const [soort, schema] of found) if (catalogue[soort]) checkFields(soort, catalogue[soort], schema);
    checkRanks(kinds);
    checkLists(kinds);
}
