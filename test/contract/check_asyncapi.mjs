// asyncapi.yaml parses without errors, refers to every schema of a kind that may come in and of what goes out, and says
// where each comes in.
import { readFileSync } from 'node:fs';
import { Parser, fromFile } from '@asyncapi/parser';
import { basename, check, difference, join, listFiles, sameSet, schemas } from './tree.mjs';
import { readKinds } from './check_kinds.mjs';

const LATEST_VERSION_HINT = 'asyncapi-latest-version';

function checkChannels(document) {
    const messages = (id) => document.channels().get(id).messages().all().map((message) => message.name());
    const kinds = (fromChannel) => readKinds().filter((kind) => kind.group !== 'INTERN' && kind.fromChannel === fromChannel)
        .map((kind) => kind.soort);
    const channel = messages('kanaal'), own = messages('gebeurtenissen').filter((name) => name !== 'canoniek');
    check('asyncapi.yaml: a channel sends what it may', sameSet(channel, kinds(true)), `${difference(channel, kinds(true))}`);
    check('asyncapi.yaml: Spoor sends the rest itself', sameSet(own, kinds(false)), `${difference(own, kinds(false))}`);
}

export async function checkAsyncapi() {
    const path = join(schemas, 'asyncapi.yaml');
    const { document, diagnostics } = await fromFile(new Parser(), path).parse();
    for (const d of diagnostics.filter((d) => d.severity <= 1 && d.code !== LATEST_VERSION_HINT))
        check('asyncapi.yaml', false, `${d.path.join('/')}: ${d.message}`);
    check('asyncapi.yaml parses', document !== undefined);
    const text = readFileSync(path, 'utf8');
    const names = (path) => text.includes(`$ref: ./${path}\n`);
    for (const kind of readKinds())
        check(`asyncapi.yaml: ${kind.soort}`, names(`gebeurtenis/${kind.soort}.schema.json`) === (kind.group !== 'INTERN'));
    for (const schema of listFiles(join(schemas, 'notificatie'), '.schema.json'))
        check(`asyncapi.yaml names ${basename(schema)}`, names(`notificatie/${basename(schema)}`));
    if (document) checkChannels(document);
}
