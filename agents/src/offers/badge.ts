const SIZE = 64;
let plain: HTMLImageElement | null = null;

/** Draws a count onto the tab's icon; zero gives the plain icon back. */
export function drawBadge(count: number, text: string): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link) return;
  if (count === 0) {
    link.href = '/console/favicon.svg';
    return;
  }
  const image = plain ?? new Image(SIZE, SIZE);
  plain = image;
  const draw = () => {
    link.href = withBadge(image, text) ?? link.href;
  };
  if (image.complete && image.naturalWidth > 0) {
    draw();
    return;
  }
  image.onload = draw;
  image.src = '/console/favicon.svg';
}

function withBadge(image: HTMLImageElement, text: string): string | null {
  const canvas = document.createElement('canvas');
  canvas.width = SIZE;
  canvas.height = SIZE;
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  pen.drawImage(image, 0, 0, SIZE, SIZE);
  pen.fillStyle = '#d9480f';
  pen.beginPath();
  pen.arc(44, 20, 20, 0, 2 * Math.PI);
  pen.fill();
  pen.fillStyle = '#fff';
  pen.font = `700 ${text.length > 1 ? 24 : 30}px sans-serif`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(text, 44, 22);
  return canvas.toDataURL('image/png');
}
