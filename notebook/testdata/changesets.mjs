// Makes changesets.json with CodeMirror itself: node changesets.mjs > changesets.json
import {ChangeSet, Text} from "@codemirror/state";
const cases = [];
function add(name, doc, specs){ let d=Text.of(doc.split("\n")); const cs=ChangeSet.of(specs,d.length); cases.push({name,doc,changes:cs.toJSON(),want:cs.apply(d).toString()}); }
add("empty to text","",[{from:0,insert:"a\nb"}]);
add("nothing","abc",[]);
add("delete all","abc\ndef",[{from:0,to:7}]);
add("replace line end","a\nb",[{from:1,to:2,insert:" "}]);
add("insert lines","x := 1",[{from:6,insert:"\n\ny := 2\n"}]);
add("two at once","hello world",[{from:0,to:5,insert:"bye"},{from:11,insert:"!"}]);
add("after a pair","😀b",[{from:2,insert:"x"}]);
add("delete a pair","a😀b",[{from:1,to:3}]);
add("replace a pair by one","a😀b",[{from:1,to:3,insert:"😁"}]);
add("bmp and beyond","é漢😀𝒳\n",[{from:1,to:2,insert:"字"},{from:6,insert:"end"}]);
add("only a line end","\n",[{from:0,to:1}]);
add("trailing line end","a",[{from:1,insert:"\n"}]);
add("nul and bom","\u0000\ufeffa",[{from:1,to:2,insert:"b"}]);
let seed=7; const rnd=n=>{seed=(seed*1103515245+12345)&0x7fffffff; return seed%n};
const alpha=["a","b","\n","é","漢","😀","𝒳","\t"," "];
const str=n=>Array.from({length:rnd(n)},()=>alpha[rnd(alpha.length)]).join("");
for(let i=0;i<60;i++){ const doc=str(20); const specs=[]; 
 const cut=[0]; for(const ch of doc) cut.push(cut.at(-1)+ch.length);
 let p=0; while(p<cut.length-1 && specs.length<4){ const a=p+rnd(3), b=a+rnd(3); if(b>=cut.length)break; specs.push({from:cut[a],to:cut[b],insert:str(4)}); p=b+1;}
 add("random "+i,doc,specs);}
console.log("[\n"+cases.map(c=>JSON.stringify(c)).join(",\n")+"\n]");
