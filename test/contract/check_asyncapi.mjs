// asyncapi.yaml parses without errors and refers to every schema of a kind and of what goes out.
import { readFileSync } from 'node:fs';
import { Parser, fromFile } from '@asyncapi/parser';
import { basename, check, join, listFiles, schemas } from './tree.mjs';

const LATEST_VERSION_HINT = 'asyncapi-latest-version';

export async function checkAsyncapi() {
    const path = join(schemas, 'asyncapi.yaml');
    const { document, diagnostics } = await fromFile(new Parser(), path).parse();
    for (const d of diagnostics.filter((d) => d.severity <= 1 && d.code !== LATEST_VERSION_HINT))
        check('asyncapi.yaml', false, `${d.path.join('/')}: ${d.message}`);
    check('asyncapi.yaml parses', document !== undefined);
    const text = readFileSync(path, 'utf8');
    for (const folder of ['gebeurtenis', 'notificatie'])
        for (const schema of listFiles(join(schemas, folder), '.schema.json'))
            check(`asyncapi.yaml names ${basename(schema)}`, text.includes(`./${folder}/${basename(schema)}`));
}
