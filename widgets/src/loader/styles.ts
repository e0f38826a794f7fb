/**
 * As a constructed style sheet, which a strict style-src of the host page allows. What the page's own rules say of our element would
 * count more than ours; only what is important within a shadow counts more than what is important outside.
 */
export function sheetFor(look: { color: string; ink: string; position: 'start' | 'end' }): string {
  const side = `inset-inline-${look.position}`;
  return `
:host{all:initial!important;--c:${look.color};--i:${look.ink}}
div{all:unset}
button{position:fixed;z-index:2147483001;bottom:20px;${side}:20px;width:56px;height:56px;padding:0;border:0;border-radius:50%;
background:var(--c);color:var(--i);cursor:pointer;box-shadow:0 4px 16px rgba(0,0,0,.24);transition:transform .15s}
button:hover{transform:scale(1.05)}
button:focus-visible{outline:3px solid var(--c);outline-offset:3px;box-shadow:0 0 0 3px #fff}
svg{position:absolute;inset:14px;width:28px;height:28px;transition:opacity .15s,transform .15s}
.x,.open .b{opacity:0;transform:scale(.6)}
.open .x{opacity:1;transform:none}
span{position:absolute;top:-4px;inset-inline-end:-4px;min-width:22px;height:22px;box-sizing:border-box;padding:0 6px;border-radius:11px;
border:2px solid #fff;background:#c62828;color:#fff;font:600 12px/18px system-ui,sans-serif;text-align:center}
span:empty{display:none}
iframe{position:fixed;z-index:2147483000;bottom:88px;${side}:20px;width:min(400px,calc(100vw - 40px));
height:min(660px,calc(100vh - 108px));height:min(660px,calc(100dvh - 108px));border:0;border-radius:16px;background:Canvas;
box-shadow:0 8px 40px rgba(0,0,0,.28);visibility:hidden;opacity:0;transform:translateY(12px);transition:opacity .15s,transform .15s,visibility .15s}
.gone{display:none}
.open iframe{visibility:visible;opacity:1;transform:none}
@media (max-width:480px),(max-height:420px){
iframe{inset:0;width:100%;height:100%;height:100dvh;border-radius:0;box-shadow:none}
.open button{visibility:hidden}
}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}
@media print{*{display:none!important}}
@media (forced-colors:active){button,iframe{box-sizing:border-box;border:2px solid ButtonText}}`;
}
