// Every shipped mapping is valid, uses only tables it has, and makes events that are valid and that it allows.
import { readFileSync } from 'node:fs';
import { basename, check, checkValid, existsSync, join, listFiles, readJson, schemaOfType, schemas, source } from './tree.mjs';

function* nodes(value) {
    if (value === null || typeof value !== 'object') return;
    yield value;
    for (const child of Object.values(value)) yield* nodes(child);
}

function checkRules(name, mapping) {
    for (const node of nodes(mapping.gebeurtenissen ?? []))
        if (typeof node.pad === 'string' && node.tabel !== undefined)
            check(`${name}: table ${node.tabel} exists`, mapping.tabellen?.[node.tabel] !== undefined);
    for (const rule of mapping.gebeurtenissen ?? []) {
        const kind = typeof rule.type === 'string' ? rule.type.split('.').pop() : null;
        check(`${name}: ${kind} is among soorten`, !kind || mapping.soorten.includes(kind) || mapping.soorten.includes('*'));
        check(`${name}: source of a rule is among bronnen`, typeof rule.source !== 'string' || mapping.bronnen.includes(rule.source));
        if (kind)
            for (const field of readJson(join(schemas, 'gebeurtenis', `${kind}.schema.json`)).$defs.data.required ?? [])
                check(`${name}: ${kind} gets its ${field}`, rule.data?.[field] !== undefined);
    }
}

function checkMade(name, mapping, events, where) {
    for (const event of events) {
        const type = event.type.startsWith('nl.overheid.') ? event.type : `nl.overheid.${event.type}`;
        const schema = schemaOfType(type);
        check(`${where}: ${type} has a schema`, schema !== null);
        if (schema) checkValid(`${where}: ${type}`, schema, { specversion: '1.0', ...event, type });
        check(`${where}: source is allowed`, mapping.bronnen.includes(event.source), event.source);
    }
}

/* What a newcomer copies: the least mapping of docs/contracten.md, and the definition that it names. */
function checkDocumented() {
    const text = readFileSync(join(source, 'docs/contracten.md'), 'utf8');
    const blocks = [...text.matchAll(/```json\n(.*?)```/gs)].map((match) => JSON.parse(match[1]));
    const mapping = blocks.find((block) => block.gebeurtenissen), definition = blocks.find((block) => block.fasen);
    checkValid('docs/contracten.md: mapping', 'mapping', mapping);
    checkRules('docs/contracten.md', mapping);
    checkValid('docs/contracten.md: definition', 'klantreis', definition);
    check('docs/contracten.md: the mapping names the definition', mapping.gebeurtenissen[0].data.definitie === definition.code);
}

export function checkMappings() {
    checkDocumented();
    const paths = listFiles(join(schemas, 'mapping'), '.json', false);
    check('there are mappings', paths.length > 0);
    const topics = new Set();
    for (const path of paths) {
        const name = basename(path, '.json');
        const mapping = readJson(path);
        checkValid(`mapping/${name}`, 'mapping', mapping);
        check(`${name}: file name is naam`, mapping.naam === name);
        check(`${name}: topic ${mapping.topic} has one mapping`, !topics.has(mapping.topic));
        topics.add(mapping.topic);
        checkRules(name, mapping);
        const examples = join(schemas, 'mapping/voorbeelden', `${name}.json`);
        check(`${name}: has examples`, existsSync(examples));
        if (existsSync(examples))
            readJson(examples).forEach((e, i) => checkMade(name, mapping, e.gebeurtenissen, `mapping/voorbeelden/${name}.json[${i}]`));
    }
}
