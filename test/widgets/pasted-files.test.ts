/** What is pasted as a file, into the console and into the widget. */
import { describe, expect, it } from 'vitest';
import { pastedFiles as inConsole } from '../../agents/src/composer/pasted-files.js';
import { pastedFiles as inWidget } from '../../widgets/src/app/views/pasted-files.js';

const WORD = `<html><head><style><!-- p.MsoNormal {margin:0} --></style></head>
<body><!--StartFragment--><p class=MsoNormal>Lamp&nbsp;<o:p></o:p></p><!--EndFragment--></body></html>`;
const PICTURE =
  '<html><body>\n<!--StartFragment--><img src="https://shop.example/a.png">&nbsp;<!--EndFragment--></body></html>';

describe.each([
  { where: 'console', pastedFiles: inConsole },
  { where: 'widget', pastedFiles: inWidget },
])('pasted into the $where', ({ pastedFiles }) => {
  it.each([
    { says: 'a picture of the words beside them is none', html: WORD, files: 0 },
    { says: 'a picture copied from a page is one', html: PICTURE, files: 1 },
    { says: 'a file is one, though its name stands beside it', html: '', files: 1 },
  ])('$says', ({ html, files }) => {
    const data = { files: [new File(['x'], 'image.png')] as unknown as FileList, getData: () => html };
    expect(pastedFiles(data)).toHaveLength(files);
  });
});
