// The built site for Playwright: `node serve.js PORT`.
import { serveSite } from './static-server.js';

await serveSite({ mounts: { '/': 'www' }, port: Number(process.argv[2]) });
