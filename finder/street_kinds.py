"""Kinds of street: the words of USPS Publication 28 and the one short form of each.

Source: USPS Publication 28, appendix C1 (street suffixes with the spellings commonly met), and
for routes appendix F and the abbreviations in Census TIGER/Line names ("State Hwy", "Co Rd").
"""

from typing import Final

_SUFFIXES: Final = """
aly: alley allee ally
anx: anex annex annx
arc: arcade
ave: avenue av aven avenu avn avnue
bch: beach
bg: burg
bgs: burgs
blf: bluff bluf
blfs: bluffs
blvd: boulevard boul boulv bvd
bnd: bend
br: branch brnch
brg: bridge brdge
brk: brook
brks: brooks
btm: bottom bot bottm
byp: bypass bypa bypas byps
byu: bayou bayoo
cir: circle circ circl crcl crcle
cirs: circles
clb: club
clf: cliff
clfs: cliffs
cmn: common
cmns: commons
cor: corner
cors: corners
cp: camp cmp
cpe: cape
cres: crescent crsent crsnt
crk: creek
crse: course
crst: crest
cswy: causeway causwa
ct: court crt
ctr: center cen cent centr centre cnter cntr
ctrs: centers
cts: courts
curv: curve
cv: cove
cvs: coves
cyn: canyon canyn cnyn
dl: dale
dm: dam
dr: drive driv drv
drs: drives
dv: divide div dvd
est: estate
ests: estates
expy: expressway exp expr express expw
ext: extension extn extnsn
exts: extensions
fall: fall
fld: field
flds: fields
fls: falls
flt: flat
flts: flats
frd: ford
frds: fords
frg: forge forg
frgs: forges
frk: fork
frks: forks
frst: forest forests
fry: ferry frry
ft: fort frt
fwy: freeway freewy frway frwy
gdn: garden gardn grden grdn
gdns: gardens grdns
gln: glen
glns: glens
grn: green
grns: greens
grv: grove grov
grvs: groves
gtwy: gateway gatewy gatway gtway
hbr: harbor harb harbr hrbor
hbrs: harbors
hl: hill
hls: hills
holw: hollow hllw hollows holws
hts: heights ht
hvn: haven
hwy: highway highwy hiway hiwy hway
inlt: inlet
is: island islnd
isle: isle isles
iss: islands islnds
jct: junction jction jctn junctn juncton
jcts: junctions jctns
knl: knoll knol
knls: knolls
ky: key
kys: keys
land: land
lck: lock
lcks: locks
ldg: lodge ldge lodg
lf: loaf
lgt: light
lgts: lights
lk: lake
lks: lakes
ln: lane
lndg: landing lndng
loop: loop loops
mall: mall
mdw: meadow
mdws: meadows medows
mews: mews
ml: mill
mls: mills
mnr: manor
mnrs: manors
msn: mission missn mssn
mt: mount mnt
mtn: mountain mntain mntn mountin mtin
mtns: mountains mntns
mtwy: motorway
nck: neck
opas: overpass
orch: orchard orchrd
oval: oval ovl
park: park prk parks
pass: pass
path: path paths
pike: pike pikes
pkwy: parkway parkwy pkway pky parkways pkwys
pl: place
pln: plain
plns: plains
plz: plaza plza
pne: pine
pnes: pines
pr: prairie prr
prt: port
prts: ports
psge: passage
pt: point
pts: points
radl: radial rad radiel
ramp: ramp
rd: road
rdg: ridge rdge
rdgs: ridges
rds: roads
riv: river rvr rivr
rnch: ranch ranches rnchs
row: row
rpd: rapid
rpds: rapids
rst: rest
rte: route
rue: rue
run: run rn
shl: shoal
shls: shoals
shr: shore shoar
shrs: shores shoars
skwy: skyway
smt: summit sumit sumitt
spg: spring spng sprng
spgs: springs spngs sprngs
spur: spur spurs
sq: square sqr sqre squ
sqs: squares sqrs
st: street strt str
sta: station statn stn
stra: stravenue strav straven stravn strvn strvnue
strm: stream streme
sts: streets
ter: terrace terr
tpke: turnpike trnpk turnpk tpk
trak: track tracks trk trks
trce: trace traces
trfy: trafficway
trl: trail trails trls
trlr: trailer trlrs
trwy: throughway
tunl: tunnel tunel tunls tunnels tunnl
un: union
uns: unions
upas: underpass
via: viaduct vdct viadct
vis: vista vist vst vsta
vl: ville
vlg: village vill villag villg
vlgs: villages
vly: valley vally vlly
vlys: valleys
vw: view
vws: views
walk: walk walks
wall: wall
way: way wy
ways: ways
wl: well
wls: wells
xing: crossing crssng
xrd: crossroad
xrds: crossroads
"""

_LINES: Final = [line.partition(": ") for line in _SUFFIXES.strip().splitlines()]

SUFFIXES: Final = {word: short for short, _, words in _LINES for word in (short, *words.split())}
"""Every spelling of a kind of street to its short form."""

LONG_FORMS: Final = {
    short: words.split()[0]
    for short, _, words in _LINES
    if short not in {"anx", "br", "dl", "fall", "is", "pne", "pr", "un", "vl", "wall", "way"}
}
"""Short form to whole word, for words inside a name; those left out are names in themselves."""

DIRECTIONS: Final = {
    "north": "n", "south": "s", "east": "e", "west": "w",
    "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw",
    "n": "n", "s": "s", "e": "e", "w": "w", "ne": "ne", "nw": "nw", "se": "se", "sw": "sw",
    "no": "n", "so": "s",
}  # fmt: skip
"""Every spelling of a directional to its short form."""

QUADRANTS: Final = frozenset({"ne", "nw", "se", "sw"})

STATE_CODES: Final = (
    "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm"
    " ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy"
).split()

STATE_NAMES: Final = (
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia"
    " hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts"
    " michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon"
    " pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming"
).split()
"""What stands before the number of a state's route; names of two words are seldom met there."""
