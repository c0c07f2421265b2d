import { readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { findBackbone } from '#host/learning/backbones/registry.ts';
import { prepareViews } from '#host/imaging/preprocess.ts';
import { probeAccuracy } from './linear-probe.ts';
const dir = process.argv[2]!;
const seeds=[1,2,3,4,5,6,7,8];
const side = JSON.parse(readFileSync(dir+'/samples.json','utf8'));
const files: any[]=[];
for (const [key,s] of Object.entries<any>(side)) for (const f of readdirSync(`${dir}/${key}`)) files.push({path:`${dir}/${key}/${f}`, sample:key, truth: s.class==='plastic'?0:1, m:s.morphotype});
const small = await Promise.all(files.map(async f=> new Float32Array(await sharp(f.path).resize(16,16,{fit:'fill'}).removeAlpha().raw().toBuffer())));
const P=(fs:Float32Array[])=>files.map((f,i)=>({sample:f.sample,truth:f.truth,features:fs[i]!}));
const show=(n:string,fs:Float32Array[])=>console.log(n.padEnd(14),(100*probeAccuracy(P(fs),seeds)).toFixed(1));
console.log(files.length,'photos');
show('16x16',small);
show('mean3',small.map(s=>Float32Array.from([0,1,2],c=>{let t=0;for(let i=c;i<768;i+=3)t+=s[i]!;return t/256})));
show('ring',small.map(s=>Float32Array.from([...Array(256).keys()].filter(i=>i%16===0||i%16===15||i<16||i>=240).flatMap(i=>[s[3*i]!,s[3*i+1]!,s[3*i+2]!]))));
show('ringmean',small.map(s=>{const ix=[...Array(256).keys()].filter(i=>i%16===0||i%16===15||i<16||i>=240);return Float32Array.from([0,1,2],c=>ix.reduce((t,i)=>t+s[3*i+c]!,0)/60)}));
show('centre3',small.map(s=>{const ix=[...Array(256).keys()].filter(i=>{const x=i%16,y=i>>4;return x>4&&x<11&&y>4&&y<11});return Float32Array.from([0,1,2],c=>ix.reduce((t,i)=>t+s[3*i+c]!,0)/36)}));
if (process.argv[3]!=='nocnn') {
const b=findBackbone('mobilenetv2'); const session=await InferenceSession.create(b.file);
const size=+(process.argv[4]??224); const pre:any={imageSize:size, normalisation:b.normalisation, ...b.normalisation, mean:b.normalisation.mean, std:b.normalisation.std};
const t=performance.now();
const out:Float32Array[]=[];
for (const f of files){ const [x]=await prepareViews({bytes:readFileSync(f.path),rotation:0},pre,[0],1); const r=await session.run({[session.inputNames[0]!]:new Tensor(x!,[1,3,size,size])}); out.push(Float32Array.from(r.features!.data as Float32Array)); }
console.log('features',((performance.now()-t)/1000).toFixed(1)+' s');
show('cnn'+size,out);
}
