// The tables by which intake reads fields and codes (include/spoor/codec/*.def) and the schemas say the same.
import { basename, check, difference, idOf, join, listFiles, readJson, readRows, sameSet, schemas } from './tree.mjs';
import { readKinds } from './check_kinds.mjs';

const gemeen = readJson(join(schemas, 'gemeen.schema.json')).$defs;
const codes = readJson(join(schemas, 'codes.schema.json')).$defs;

// What a type of gemeen.schema.json is to intake, and whose list it has.
const TYPES = {
    tijd: ['TIJD'], datum: ['DATUM'], duur: ['DUUR'], ref: ['REF'], refs: ['REF_LIST'], code: ['CODE'], codes: ['CODE_LIST'],
    definitiecode: ['CODE'], lijn: ['CODE'], taal: ['CODE'], bool: ['BOOL'], int: ['INT'], versie: ['INT'], tekst: ['SEALED'],
    klant: ['KLANT'], correctieVan: ['CORRECTIE'], transacties: ['TRANSACTIE_LIST'], onderwerpobjecten: ['OBJECT_LIST'],
    kanalen: ['CODE_LIST', 'kanaal'], categorieen: ['CODE_LIST', 'categorieen'], actor: ['SOORT_REF', 'actorsoort'],
    over: ['SOORT_REF', 'zaaksoort'], aanleiding: ['SOORT_REF', 'aanleiding'], identificatie: ['IDENTIFICATIE'], betrokkenen: ['BETROKKENEN'],
    bellernummer: ['USED'], klantcontactgegevens: ['VERVANGING'], klantreisgegevens: ['VERVANGING'], gegevens: ['VERVANGING'],
};
const NUMBERS = ['score', 'moeite'];
const USED = { klantRef: 'USED', stil: 'STIL' }; // a ref and a bool that end at intake
const BY_INTAKE = ['rol']; // taken from betrokkenen
const EXTENSIBLE = ['onderwerpCode']; // an organisation adds codes of its own, so intake knows none
const nameOf = (ref) => ref.split('/').pop();

/** [type, list] that the schemas give a field. */
function typeOf(name, schema) {
    if (USED[name]) return [USED[name], 'GEEN'];
    if (schema['x-gevoelig']) return ['SEALED_CODE', idOf(nameOf(schema.$ref))];
    if (schema.$ref.includes('codes.schema.json')) {
        const list = nameOf(schema.$ref);
        if (list === 'code' || EXTENSIBLE.includes(list)) return ['CODE', 'GEEN'];
        return [NUMBERS.includes(list) ? 'INT' : 'CODE', idOf(list)];
    }
    const [type, list] = TYPES[nameOf(schema.$ref)] ?? [];
    return [type, list ? idOf(list) : 'GEEN'];
}

/** All fields of a kind: those of gemeen.schema.json it stands on, then its own. */
function fieldsOf(data) {
    const base = gemeen[nameOf(data.allOf[0].$ref)];
    const common = base.allOf ? { ...gemeen.gegevens.properties, ...base.properties } : base.properties;
    const own = Object.entries(data.properties ?? {}).filter(([, schema]) => schema.$ref);
    return { ...common, ...Object.fromEntries(own) };
}

function readTables() {
    const fields = new Map(readRows('include/spoor/codec/velden.def', 'SPOOR_VELD').map(([, name, type, list]) => [name, [type, list]]));
    const differing = new Map(), required = new Set();
    for (const [of, field, type, list] of readRows('include/spoor/codec/afwijkend.def', 'SPOOR_AFWIJKEND(?:_GROEP)?'))
        differing.set(`${of} ${field}`, [type, list]);
    for (const [kind, field] of readRows('include/spoor/codec/verplicht.def', 'SPOOR_VERPLICHT')) required.add(`${kind} ${field}`);
    return { fields, differing, required };
}

function checkKind(kind, data, tables, seen) {
    for (const [name, schema] of Object.entries(fieldsOf(data))) {
        const mine = tables.differing.get(`${kind.id} ${idOf(name)}`) ?? tables.differing.get(`${kind.group} ${idOf(name)}`) ??
            tables.fields.get(name);
        seen.add(name);
        check(`${kind.soort}{${name}}: type and list`, mine?.join() === typeOf(name, schema).join(),
            `schema ${typeOf(name, schema)}, intake ${mine}`);
    }
    const required = [...tables.required].filter((row) => row.startsWith(`${kind.id} `)).map((row) => row.split(' ')[1]);
    check(`${kind.soort}: required by intake`, sameSet(required, (data.required ?? []).map(idOf)), `intake ${required}`);
}

function checkFields() {
    const tables = readTables(), seen = new Set();
    const kinds = readKinds().filter((kind) => kind.fromChannel);
    for (const kind of kinds)
        checkKind(kind, readJson(join(schemas, 'gebeurtenis', `${kind.soort}.schema.json`)).$defs.data, tables, seen);
    const known = [...tables.fields].filter(([name, [type]]) => type !== 'OWN' && !BY_INTAKE.includes(name)).map(([name]) => name);
    check('intake knows exactly the fields of the schemas', sameSet(known, seen), `only one has ${difference(known, [...seen])}`);
    check('velden.def is in the order of its names', known.every((name, i) => i === 0 || known[i - 1] < name));
    const ids = [...kinds.map((kind) => kind.id), ...kinds.map((kind) => kind.group)];
    for (const row of [...tables.differing.keys(), ...tables.required])
        check(`${row}: of a kind that a channel may send`, ids.includes(row.split(' ')[0]));
}

function valuesOf(list) {
    if (list.minimum !== undefined)
        return { open: false, values: Array.from({ length: list.maximum - list.minimum + 1 }, (_, i) => `${list.minimum + i}`) };
    return { open: list.enum === undefined, values: (list.enum ?? list.anyOf[0].enum).filter((code) => code !== null) };
}

function checkLists() {
    const rows = readRows('include/spoor/codec/lijsten.def', 'SPOOR_LIJST');
    const byId = new Map(Object.entries(codes).filter(([name]) => name !== 'code').map(([name, list]) => [idOf(name), list]));
    for (const [id, form, ...rest] of rows) {
        const mine = [...rest.join(' ').matchAll(/C\("([^"]+)"\)/g)].map(([, code]) => code);
        const list = byId.get(id);
        check(`list ${id} is in codes.schema.json`, list !== undefined);
        if (!list) continue;
        const { open, values } = valuesOf(list);
        check(`list ${id}: open or closed`, (form === 'OPEN') === open, form);
        check(`list ${id}: codes`, sameSet(mine, values), `only one has ${difference(mine, values)}`);
        check(`list ${id}: says whether it is open`, list.description.startsWith(open ? 'Open' : 'Closed'), list.description);
    }
    const reasons = readRows('include/spoor/codec/redenen.def', 'SPOOR_REDEN');
    check('redenen.def: every reason of delay says who is waited for',
        sameSet(reasons.map(([reason]) => reason), valuesOf(codes.redenVertraging).values));
    for (const [reason, who] of reasons) check(`${reason}: ${who}`, codes.bijWie.enum.includes(who));
}

export function checkTables() {
    checkFields();
    checkLists();
    check('there is a schema per kind', listFiles(join(schemas, 'gebeurtenis'), '.schema.json').map((p) => basename(p)).length > 80);
}
