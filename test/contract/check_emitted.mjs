// Lines of JSON that a program made: what Spoor emits, what the simulator puts on a topic that speaks the contract.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { check, checkValid, schemaOfType, validator } from './tree.mjs';

function checkLine(what, name, line) {
    let value;
    try {
        value = JSON.parse(line);
    } catch (error) {
        return check(what, false, `no JSON: ${error.message}`);
    }
    const schema = name === 'gebeurtenis' ? schemaOfType(value.type) : name;
    if (!schema) return check(what, false, `no schema for type ${value.type}`);
    checkValid(what, schema, value);
    if (name === 'canoniek' && value.spoorsoort === 'gebeurtenis') {
        const kind = schemaOfType(value.type);
        check(`${what}: kind`, kind !== null, value.type);
        if (kind) checkValid(`${what}: data of ${kind}`, `${kind}#/$defs/data`, value.data);
    }
}

/** name: a schema such as notificatie/status-gewijzigd, canoniek, or gebeurtenis (chosen by type). */
export async function checkEmitted(file, name) {
    if (name !== 'gebeurtenis') validator(name);
    let number = 0;
    const input = file === '-' ? process.stdin : createReadStream(file, 'utf8');
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
        number++;
        if (line.trim() !== '') checkLine(`${file}:${number}`, name, line);
    }
    check(`${file} has lines`, number > 0);
}
