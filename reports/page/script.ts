/**
 * What the page can do beyond being complete without it: exact values on hover, filter by VM, zoom of the timeline
 * (+ − ← → 0, Ctrl and wheel), copying the replay line, opening folds before printing. Written as the text that ships
 * (under 4 KB, a test counts), so that the page's bytes do not depend on a compiler.
 *
 * Zoom: x of everything in `.zoom` is scaled, children of `.pins` only move; ticks are made anew from `data-from` and
 * `data-span` (microseconds from the release).
 */
export const pageScript = `(()=>{
const d=document,all=(s,r=d)=>[...r.querySelectorAll(s)],tip=d.getElementById('tip');
d.addEventListener('pointermove',e=>{const m=e.target.closest&&e.target.closest('[data-t]');tip.hidden=!m;if(!m)return;
tip.textContent=m.dataset.t;const w=tip.offsetWidth,h=tip.offsetHeight;
tip.style.left=Math.max(6,Math.min(e.clientX+12,innerWidth-w-6))+'px';tip.style.top=(e.clientY-h-10<6?e.clientY+16:e.clientY-h-10)+'px'});
let on=null;const pick=v=>{on=on===v?null:v;
all('button.who').forEach(b=>b.setAttribute('aria-pressed',b.dataset.slot===on));
all('figure .k0,figure .k1,figure .k2,figure .k3,figure .k4,figure .k5,figure .k6,figure .kh').forEach(m=>m.classList.toggle('dim',on!==null&&!m.classList.contains('k'+on)&&!m.classList.contains('tint')));
all('tr[data-vm]').forEach(r=>r.classList.toggle('dim',on!==null&&r.dataset.vm!==on))};
all('span.who').forEach(s=>{const b=d.createElement('button');b.className='who';b.type='button';b.dataset.slot=s.dataset.slot;b.setAttribute('aria-pressed','false');b.append(...s.childNodes);b.onclick=()=>pick(b.dataset.slot);s.replaceWith(b)});
d.addEventListener('keydown',e=>{if(e.key==='Escape'){tip.hidden=true;if(on!==null)pick(on)}});
const copy=d.getElementById('copy'),line=d.getElementById('line');
if(navigator.clipboard){copy.hidden=false;copy.onclick=()=>navigator.clipboard.writeText(line.textContent).then(()=>copy.textContent='copied')}
addEventListener('beforeprint',()=>all('details').forEach(x=>x.open=true));
const zoom=d.querySelector('.zoom');if(!zoom)return;
const svg=zoom.ownerSVGElement,fig=svg.closest('figure'),pins=svg.querySelector('.pins'),gut=svg.querySelector('.gutter'),
gx=+zoom.dataset.left,pw=+zoom.dataset.width,from=+zoom.dataset.from,span=+zoom.dataset.span;let k=1,o=0;
const label=(x,t)=>{const g=d.createElementNS(svg.namespaceURI,'text');g.setAttribute('x',x);g.setAttribute('y',12);g.setAttribute('class','ts made');g.setAttribute('text-anchor','middle');g.textContent=t;pins.append(g)};
const draw=()=>{o=Math.max(0,Math.min(o,pw-pw/k));zoom.setAttribute('transform','translate('+(gx-(gx+o)*k)+' 0) scale('+k+' 1)');
const c=d.getElementById('t-closed');if(c)c.setAttribute('patternTransform','scale('+1/k+' 1)');
all('[data-x]',pins).forEach(g=>{const x=+g.dataset.x;g.setAttribute('transform','translate('+(gx+(x-gx-o)*k-x)+' 0)');if(g.classList.contains('tick'))g.style.display=k>1?'none':''});
all('.made',pins).forEach(t=>t.remove());if(k===1)return;
const a=from+o/pw*span,w=span/k;let s=1;for(;;){const f=[1,2,5].find(f=>w/(s*f)<=8);if(f){s*=f;break}s*=10}
for(let n=Math.ceil(a/s);n*s<=a+w;n++)label(gx+(n*s-a)/w*pw,(n>0?'+':n<0?'−':'')+Math.abs(n*s)/1000)};
const by=(f,c=.5)=>{const n=Math.max(1,Math.min(60,k*f));o+=c*pw*(1/k-1/n);k=n;draw()},reset=()=>{k=1;o=0;draw()};
const bar=d.createElement('div');bar.className='zb';bar.append('+ − ← → 0');
[['−','Zoom out',()=>by(.625)],['+','Zoom in',()=>by(1.6)],['1:1','Whole window',reset]].forEach(([t,l,f])=>{const b=d.createElement('button');b.type='button';b.textContent=t;b.setAttribute('aria-label',l);b.onclick=f;bar.append(b)});
fig.before(bar);fig.tabIndex=0;
fig.addEventListener('keydown',e=>{const s=pw/k*.15,f={'+':()=>by(1.6),'=':()=>by(1.6),'-':()=>by(.625),0:reset,ArrowRight:()=>{o+=s;draw()},ArrowLeft:()=>{o-=s;draw()}}[e.key];if(f&&!e.ctrlKey&&!e.metaKey){f();e.preventDefault()}});
fig.addEventListener('wheel',e=>{if(!e.ctrlKey&&!e.metaKey)return;e.preventDefault();const r=svg.getBoundingClientRect(),x=((e.clientX-r.left)/r.width*svg.viewBox.baseVal.width-gx)/pw;by(e.deltaY<0?1.25:.8,Math.max(0,Math.min(1,x)))},{passive:false});
const follow=()=>gut.setAttribute('transform','translate('+fig.scrollLeft*svg.viewBox.baseVal.width/svg.getBoundingClientRect().width+' 0)');
fig.addEventListener('scroll',follow,{passive:true});addEventListener('beforeprint',()=>gut.removeAttribute('transform'));addEventListener('afterprint',follow);
if(fig.scrollWidth>fig.clientWidth)fig.scrollLeft=zoom.dataset.focus-gx-40;
})();`;
