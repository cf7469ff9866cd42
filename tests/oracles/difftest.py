"""Differential test: random networks, convcalc (as installed) against PyTorch. Usage: difftest.py SEED COUNT [seconds]. Adapt its imports to the layout; it shares no code with the project."""
import json, math, random, sys, time, traceback

import torch, torch.nn as nn, torch.nn.functional as F
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
import convcalc
from convcalc import SpecError

import os
FROM = os.environ.get('FROM')
CONV = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
TCONV = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}
BN = {1: nn.BatchNorm1d, 2: nn.BatchNorm2d, 3: nn.BatchNorm3d}
IN = {1: nn.InstanceNorm1d, 2: nn.InstanceNorm2d, 3: nn.InstanceNorm3d}
MAXP = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
AVGP = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}
AMAX = {1: F.adaptive_max_pool1d, 2: F.adaptive_max_pool2d, 3: F.adaptive_max_pool3d}
AAVG = {1: F.adaptive_avg_pool1d, 2: F.adaptive_avg_pool2d, 3: F.adaptive_avg_pool3d}
CONVF = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
ACTS = {'relu': F.relu, 'relu6': F.relu6, 'leaky_relu': F.leaky_relu, 'elu': F.elu, 'selu': F.selu, 'gelu': F.gelu,
        'silu': F.silu, 'mish': F.mish, 'sigmoid': torch.sigmoid, 'hard_sigmoid': F.hardsigmoid, 'hard_swish': F.hardswish,
        'tanh': torch.tanh, 'softplus': F.softplus}

class Node:
    __slots__ = 'kind item fn lin params buffers macs inputs shape name maps rf'.split()
    # maps: per axis list of reads-lists per output position (relative to the input's positions, may fall outside), or 'whole','local','skip', None = same place

def tpad(pads):  # torch's order: last axis first
    out = []
    for b, a in reversed(pads): out += [b, a]
    return out

def sum_pool(x, out, k, s, p, d):
    """what max pool reads, as a sum; output cut to `out` positions"""
    r = x.dim() - 2
    need = [(o - 1) * st + dd * (kk - 1) + 1 for o, st, kk, dd in zip(out, s, k, d)]
    pads = [(pb, max(0, nd - n - pb)) for nd, n, (pb, pa) in zip(need, x.shape[2:], p)]
    x = F.pad(x, tpad(pads))
    x = x[(slice(None), slice(None), *[slice(0, nd) for nd in need])]
    w = torch.ones(x.shape[1], 1, *k)
    return CONVF[r](x, w, stride=s, dilation=d, groups=x.shape[1])

class Gen:
    def __init__(self, rng):
        self.r = rng
        self.rank = rng.choices([1, 2, 3], [3, 5, 2])[0]
        hi = {1: 80, 2: 30, 3: 12}[self.rank]; lo = {1: 6, 2: 4, 3: 3}[self.rank]
        size = [rng.randint(lo, hi)] * self.rank if rng.random() < .4 else [rng.randint(lo, hi) for _ in range(self.rank)]
        self.cin = rng.choice([1, 2, 3, 4, 6, 8, 12])
        self.nodes = []
        n = Node(); n.kind = 'input'; n.fn = n.lin = None; n.params = n.buffers = n.macs = 0; n.inputs = []; n.shape = (self.cin, *size); n.name = 'input'; n.maps = None
        self.nodes.append(n)
        self.input = size + [self.cin]
        self.count = 0
        self.noise = 0

    def add(self, kind, inputs, shape, fn, lin=None, mod=None, macs=0, maps=None, params=None, buffers=None):
        n = Node(); n.item = None; n.kind = kind; n.inputs = inputs; n.shape = tuple(shape); n.fn = fn; n.lin = lin or fn; n.maps = maps
        n.params = params if params is not None else (sum(p.numel() for p in mod.parameters()) if mod else 0)
        n.buffers = buffers if buffers is not None else (sum(b.numel() for b in mod.buffers() if b.dim()) if mod else 0)
        n.macs = macs
        if mod is not None:
            with torch.no_grad():
                for p in mod.parameters():
                    p.copy_(torch.rand_like(p) + .5); p.div_(max(1, p[0].numel() if p.dim() > 1 else 1))
            mod.eval()
        self.nodes.append(n)
        return len(self.nodes) - 1

    # ---- per axis draws
    def axes(self, f, same=.5):
        v = [f() for _ in range(self.rk)]
        return [v[0]] * self.rk if self.r.random() < same else v

    def fmt(self, v):
        return v[0] if len(set(v)) == 1 and self.r.random() < .7 else list(v)

    def fmtpad(self, pads):
        if all(a == b for a, b in pads):
            v = [a for a, _ in pads]
            return self.fmt(v)
        if self.r.random() < .5: return [list(p) for p in pads]
        return {'before': self.fmt([a for a, _ in pads]), 'after': self.fmt([b for _, b in pads])}

    def draw_pads(self, k, d, small=False):
        def one(kk, dd):
            ext = dd * (kk - 1) + 1
            return self.r.randint(0, max(0, (ext // 2) if small else min(ext, 4)))
        pads = []
        for kk, dd in zip(k, d):
            a = one(kk, dd); b = a if small or self.r.random() < .6 else one(kk, dd)
            pads.append((a, b))
        return pads

    def step(self, cur):
        """one random layer on node cur; returns (item, new) or None"""
        x = self.nodes[cur].shape; C, size = x[0], list(x[1:]); self.rk = len(size); rng = self.r
        if not size: return self.flat_step(cur, C)
        weights = dict(conv=8, depthwise=2, tconv=3, maxpool=3, avgpool=3, adaptive_maxpool=1, adaptive_avgpool=1.3, gap=.3, gmp=.2,
                       flatten=.35, bn=1, ln=.7, gn=.5, lrn=.4, scale=.6, act=2, prelu=.8, softmax=.3, log_softmax=.2, identity=.3,
                       dropout=.3, drop_path=.2, upsample=2.5, pad=1, crop=1, slice=.7, channel_shuffle=.6, pixel_shuffle=.8,
                       space_to_depth=.8, reshape=.15, permute=.2, inn=.4)
        kind = rng.choices(list(weights), list(weights.values()))[0]
        return getattr(self, 'k_' + kind)(cur, C, size)

    def flat_step(self, cur, C):
        kind = self.r.choice(['dense', 'dense', 'act', 'bn', 'ln', 'dropout', 'softmax', 'prelu', 'reshape1'])
        if kind == 'dense':
            u = self.r.randint(1, 12); b = self.r.random() < .6; m = nn.Linear(C, u, bias=b)
            item = {'dense': {'units': u, 'bias': b}} if self.r.random() < .5 else {'dense': f'{u}' + ('' if b else ' nobias')}
            return item, self.add('dense', [cur], (u,), m, m, m, macs=m.weight.numel(), maps='whole')
        if kind == 'act': return self.k_act(cur, C, [])
        if kind == 'bn':
            m = nn.BatchNorm1d(C); return {'bn': None}, self.add('bn', [cur], (C,), m, lambda t: t, m)
        if kind == 'ln':
            m = nn.LayerNorm(C); return {'ln': None}, self.add('ln', [cur], (C,), m, lambda t: t, m, maps='skip')
        if kind == 'dropout': return {'dropout': .3}, self.add('dropout', [cur], (C,), lambda t: t)
        if kind == 'softmax': return {'softmax': None}, self.add('softmax', [cur], (C,), lambda t: F.softmax(t, 1), lambda t: t, maps='skip')
        if kind == 'prelu': return self.k_prelu(cur, C, [])
        if kind == 'reshape1':
            divs = [d for d in range(1, C + 1) if C % d == 0]; d = self.r.choice(divs)
            return {'reshape': f'{C//d}x{d}'}, self.add('reshape', [cur], (d, C // d), lambda t: t.reshape(t.shape[0], d, C // d), maps='skip')

    def k_conv(self, cur, C, size, dw=False):
        rng = self.r
        k = self.axes(lambda: rng.choice([1, 2, 3, 3, 4, 5])); s = self.axes(lambda: rng.choice([1, 1, 1, 2, 3])); d = self.axes(lambda: rng.choice([1, 1, 1, 2, 3]), .7)
        same = rng.random() < .25
        pads = None
        if same:
            pads = []
            for n, kk, ss, dd in zip(size, k, s, d):
                out = math.ceil(n / ss); tot = max(0, (out - 1) * ss + dd * (kk - 1) + 1 - n); pads.append((tot // 2, tot - tot // 2))
        else: pads = self.draw_pads(k, d)
        if any(n + a + b < dd * (kk - 1) + 1 for n, (a, b), kk, dd in zip(size, pads, k, d)): return None
        if dw: g = C; m_ = rng.choice([1, 1, 2, 3]); out = C * m_
        else:
            g = rng.choice([q for q in range(1, C + 1) if C % q == 0]) if rng.random() < .3 else 1; out = g * rng.randint(1, max(1, 12 // g))
        b = rng.random() < .6
        sym = all(x == y for x, y in pads)
        torchsame = same and all(q == 1 for q in s)
        mod = CONV[self.rk](C, out, k, stride=s, padding='same' if torchsame else ([q for q, _ in pads] if sym else 0), dilation=d, groups=g, bias=b)
        f = mod if torchsame or sym else (lambda t: mod(F.pad(t, tpad(pads))))
        with torch.no_grad(): y = f(torch.empty(1, C, *size))
        key = 'depthwise' if dw else 'conv'
        val = {'kernel': self.fmt(k)}
        if not dw: val['filters'] = out
        elif m_ > 1 or rng.random() < .3: val['multiplier'] = m_
        if any(q != 1 for q in s) or rng.random() < .2: val['stride'] = self.fmt(s)
        if any(q != 1 for q in d) or rng.random() < .1: val['dilation'] = self.fmt(d)
        if same: val['pad'] = 'same'
        elif any(map(any, pads)) or rng.random() < .2: val['pad'] = self.fmtpad(pads)
        if not dw and (g > 1 or rng.random() < .1): val['groups'] = g
        if not b or rng.random() < .2: val['bias'] = b
        if rng.random() < .4 and (same or sym):
            w = lambda v: 'x'.join(map(str, v)) if self.rk > 1 else str(v[0])
            txt = ('' if dw else f'{out} ') + w(k) + (f' s{w(s)}' if any(q != 1 for q in s) else '') + (' same' if same else f' p{w([q for q, _ in pads])}') + (f' d{w(d)}' if any(q != 1 for q in d) else '')
            if dw and m_ > 1: txt += f' m{m_}'
            if not dw and g > 1: txt += f' g{g}'
            if not b: txt += ' nobias'
            val = txt
        maps = [[[u * ss - pb + j * dd for j in range(kk)] for u in range(o)] for o, ss, (pb, _), kk, dd in zip(y.shape[2:], s, pads, k, d)]
        macs = y[0].numel() * mod.weight[0].numel()
        return {key: val}, self.add(key, [cur], y.shape[1:], f, f, mod, macs=macs, maps=maps)

    def k_depthwise(self, cur, C, size): return self.k_conv(cur, C, size, True)

    def k_tconv(self, cur, C, size):
        rng = self.r
        k = self.axes(lambda: rng.choice([1, 2, 3, 4, 5])); s = self.axes(lambda: rng.choice([1, 2, 2, 3])); d = self.axes(lambda: rng.choice([1, 1, 1, 2]), .8)
        op = [rng.randint(0, max(a, b) - 1) if rng.random() < .4 else 0 for a, b in zip(s, d)]
        pads = self.draw_pads(k, d)
        g = rng.choice([q for q in range(1, C + 1) if C % q == 0]) if rng.random() < .3 else 1; out = g * rng.randint(1, max(1, 8 // g)); b = rng.random() < .6
        full = [(n - 1) * ss + dd * (kk - 1) + 1 + o for n, ss, dd, kk, o in zip(size, s, d, k, op)]
        if any(fu - a - bb < 1 for fu, (a, bb) in zip(full, pads)): return None
        if math.prod(full) > 6000: return None
        sym = all(x == y for x, y in pads)
        mod = TCONV[self.rk](C, out, k, stride=s, padding=[q for q, _ in pads] if sym else 0, output_padding=op, dilation=d, groups=g, bias=b)
        cut = (slice(None), slice(None), *[slice(a, fu - bb) for fu, (a, bb) in zip(full, pads)])
        f = mod if sym else (lambda t: mod(t)[cut])
        with torch.no_grad(): y = f(torch.empty(1, C, *size))
        val = {'filters': out, 'kernel': self.fmt(k)}
        if any(q != 1 for q in s): val['stride'] = self.fmt(s)
        if any(map(any, pads)): val['pad'] = self.fmtpad(pads)
        if any(op): val['output_pad'] = self.fmt(op)
        if any(q != 1 for q in d): val['dilation'] = self.fmt(d)
        if g > 1: val['groups'] = g
        if not b: val['bias'] = False
        maps = []
        for o, ss, (pb, _), kk, dd in zip(y.shape[2:], s, pads, k, d):
            ax = []
            for u in range(o):
                reads = []
                for j in range(kk):
                    q, rem = divmod(u + pb - j * dd, ss)
                    if rem == 0: reads.append(q)
                ax.append(reads)
            maps.append(ax)
        macs = C * math.prod(size) * mod.weight[0].numel()
        return {'tconv': val}, self.add('tconv', [cur], y.shape[1:], f, f, mod, macs=macs, maps=maps)

    def pool(self, cur, C, size, mx):
        rng = self.r
        k = self.axes(lambda: rng.choice([1, 2, 2, 3, 3, 4, 5])); st = None if rng.random() < .3 else self.axes(lambda: rng.choice([1, 2, 2, 3, 4])); s = st or k
        d = self.axes(lambda: rng.choice([1, 1, 2, 3]), .8) if mx else [1] * self.rk
        mode = rng.random(); ceil = False
        if mode < .2:
            pads = []
            for n, kk, ss, dd in zip(size, k, s, d):
                out = math.ceil(n / ss); tot = max(0, (out - 1) * ss + dd * (kk - 1) + 1 - n); pads.append((tot // 2, tot - tot // 2))
            padv = 'same'
        elif mode < .45:
            pads = self.draw_pads(k, d)
            pads = [(min(a, dd * (kk - 1)), min(b, dd * (kk - 1))) for (a, b), kk, dd in zip(pads, k, d)]
            padv = self.fmtpad(pads)
        else:
            # torch demands pad <= kernel/2 (not the dilated one)
            pads = [(a, a) for a in (rng.randint(0, kk // 2) for kk in k)]
            pads = [(min(a, dd * (kk - 1)),) * 2 for (a, _), kk, dd in zip(pads, k, d)]
            padv = self.fmtpad(pads); ceil = rng.random() < .6
        if any(n + a + b < dd * (kk - 1) + 1 for n, (a, b), kk, dd in zip(size, pads, k, d)): return None
        sym = mode >= .45
        if mx:
            if sym: f = lambda t: MAXP[self_rk](t, k, s, [a for a, _ in pads], d, ceil_mode=ceil)
            else: f = lambda t: MAXP[self_rk](F.pad(t, tpad(pads), value=-1e300), k, s, 0, d)
        else:
            if sym: f = lambda t: AVGP[self_rk](t, k, s, [a for a, _ in pads], ceil_mode=ceil)
            else: f = lambda t: AVGP[self_rk](F.pad(t, tpad(pads)), k, s)
        self_rk = self.rk
        try:
            y = f(torch.zeros(1, C, *size))
        except RuntimeError as e:
            return None
        val = {'kernel': self.fmt(k)}
        if st or rng.random() < .1: val['stride'] = self.fmt(s)
        if any(map(any, pads)) or padv == 'same': val['pad'] = padv
        if any(q != 1 for q in d): val['dilation'] = self.fmt(d)
        if ceil: val['ceil'] = True
        maps = [[[u * ss - pb + j * dd for j in range(kk)] for u in range(o)] for o, ss, (pb, _), kk, dd in zip(y.shape[2:], s, pads, k, d)]
        out = list(y.shape[2:])
        lin = lambda t: sum_pool(t, out, k, s, pads, d)
        key = 'maxpool' if mx else 'avgpool'
        return {key: val}, self.add(key, [cur], y.shape[1:], f, lin, maps=maps)

    def k_maxpool(self, cur, C, size): return self.pool(cur, C, size, True)
    def k_avgpool(self, cur, C, size): return self.pool(cur, C, size, False)

    def adaptive(self, cur, C, size, mx):
        rng = self.r
        out = [rng.randint(1, n + (3 if rng.random() < .2 else 0)) for n in size]
        if rng.random() < .3: out = [out[0]] * self.rk
        f = (AMAX if mx else AAVG)[self.rk]
        g = lambda t: f(t, out)
        av = AAVG[self.rk]
        maps = []
        for n, m in zip(size, out):
            maps.append('whole' if m == 1 and n > 1 else [list(range(i * n // m, -(-(i + 1) * n // m))) for i in range(m)])
        key = 'adaptive_maxpool' if mx else 'adaptive_avgpool'
        return {key: self.fmt(out)} if rng.random() < .5 else {key: {'size': list(out)}}, self.add(key, [cur], (C, *out), g, lambda t: av(t, out), maps=maps)
    def k_adaptive_maxpool(self, cur, C, size): return self.adaptive(cur, C, size, True)
    def k_adaptive_avgpool(self, cur, C, size): return self.adaptive(cur, C, size, False)

    def k_gap(self, cur, C, size, key='gap'):
        dims = tuple(range(2, 2 + self.rk)); ones = (1,) * self.rk
        f = (lambda t: t.mean(dims, keepdim=True)) if key == 'gap' else (lambda t: t.amax(dims, keepdim=True))
        return {key: None}, self.add(key, [cur], (C, *ones), f, lambda t: t.mean(dims, keepdim=True), maps=['whole' if n > 1 else [[0]] for n in size])
    def k_gmp(self, cur, C, size): return self.k_gap(cur, C, size, 'gmp')

    def k_flatten(self, cur, C, size):
        return {'flatten': None}, self.add('flatten', [cur], (C * math.prod(size),), lambda t: t.flatten(1), maps='skip')

    def k_bn(self, cur, C, size):
        aff = self.r.random() < .7; m = BN[self.rk](C, affine=aff)
        return {'bn': {'affine': aff}} if not aff else {'bn': None}, self.add('bn', [cur], (C, *size), m, lambda t: t, m)
    def k_inn(self, cur, C, size):
        aff = self.r.random() < .5; m = IN[self.rk](C, affine=aff); run = m if math.prod(size) > 1 else (lambda t: t)
        return {'in': {'affine': aff}}, self.add('in', [cur], (C, *size), run, lambda t: t, m, maps=['local' if n > 1 else None for n in size])
    def k_ln(self, cur, C, size):
        al = self.r.random() < .4; aff = self.r.random() < .7; rk = self.rk
        if al:
            m = nn.LayerNorm((C, *size), elementwise_affine=aff); f = m
        else:
            m = nn.LayerNorm(C, elementwise_affine=aff); f = lambda t: m(t.movedim(1, -1)).movedim(-1, 1)
        v = {'over': 'all' if al else 'channels', 'affine': aff}
        return {'ln': v}, self.add('ln', [cur], (C, *size), f, lambda t: t, m, maps=['local' if n > 1 else None for n in size] if al else None)
    def k_gn(self, cur, C, size):
        g = self.r.choice([q for q in range(1, C + 1) if C % q == 0]); aff = self.r.random() < .7; m = nn.GroupNorm(g, C, affine=aff)
        return {'gn': {'groups': g, 'affine': aff}}, self.add('gn', [cur], (C, *size), m, lambda t: t, m, maps=['local' if n > 1 else None for n in size])
    def k_lrn(self, cur, C, size):
        q = self.r.randint(1, 6); m = nn.LocalResponseNorm(q)
        return {'lrn': q}, self.add('lrn', [cur], (C, *size), m, lambda t: t)
    def k_scale(self, cur, C, size):
        b = self.r.random() < .5
        return {'scale': {'bias': b}}, self.add('scale', [cur], (C, *size), lambda t: t * 1.5, params=C * (1 + b))
    def k_act(self, cur, C, size):
        a = self.r.choice(list(ACTS)); return (a if self.r.random() < .5 else {a: None}), self.add(a, [cur], (C, *size), ACTS[a], lambda t: t)
    def k_prelu(self, cur, C, size):
        sh = self.r.random() < .5; m = nn.PReLU(1 if sh else C)
        return {'prelu': {'shared': sh}}, self.add('prelu', [cur], (C, *size), m, lambda t: t, m)
    def k_softmax(self, cur, C, size, key='softmax'):
        f = (lambda t: F.softmax(t, 1)) if key == 'softmax' else (lambda t: F.log_softmax(t, 1))
        return {key: None}, self.add(key, [cur], (C, *size), f, lambda t: t)
    def k_log_softmax(self, cur, C, size): return self.k_softmax(cur, C, size, 'log_softmax')
    def k_identity(self, cur, C, size): return 'identity', self.add('identity', [cur], (C, *size), lambda t: t)
    def k_dropout(self, cur, C, size): return 'dropout', self.add('dropout', [cur], (C, *size), lambda t: t)
    def k_drop_path(self, cur, C, size): return {'drop_path': .1}, self.add('drop_path', [cur], (C, *size), lambda t: t)

    def k_upsample(self, cur, C, size):
        rng = self.r; rk = self.rk
        if rng.random() < .5: fac = self.axes(lambda: rng.choice([1, 2, 2, 3])); out = [n * q for n, q in zip(size, fac)]; v = {'factor': self.fmt(fac)}
        else: fac = None; out = [rng.randint(1, min(40, 2 * n + 2)) for n in size]; v = {'size': self.fmt(out)}
        if math.prod(out) > 6000: return None
        mode = rng.choice(['nearest', 'linear', 'linear', 'cubic'] if rk == 2 else ['nearest', 'linear'])
        al = mode != 'nearest' and rng.random() < .4
        tm = {'nearest': 'nearest', 'linear': {1: 'linear', 2: 'bilinear', 3: 'trilinear'}[rk], 'cubic': 'bicubic'}[mode]
        kw = {} if mode == 'nearest' else {'align_corners': al}
        f = (lambda t: F.interpolate(t, scale_factor=[float(q) for q in fac], mode=tm, **kw)) if fac else (lambda t: F.interpolate(t, size=out, mode=tm, **kw))
        if mode != 'nearest' or rng.random() < .2: v['mode'] = rng.choice([mode, tm])
        if al: v['align_corners'] = True
        maps = []
        from fractions import Fraction as Q
        for n, m in zip(size, out):
            ax = []
            for u in range(m):
                if mode == 'nearest': ax.append([u * n // m]); continue
                c = (Q(u * (n - 1), m - 1) if m > 1 else Q(0)) if al else (Q(2 * u + 1, 2) * Q(n, m) - Q(1, 2))
                if mode == 'linear' and c < 0: c = Q(0)
                b = math.floor(c); fr = c - b
                rd = [b] if fr == 0 else ([b, b + 1] if mode == 'linear' else [b - 1, b, b + 1, b + 2])
                ax.append(['e', *[min(max(q, 0), n - 1) for q in rd]] if any(q < 0 or q >= n for q in rd) or (mode == 'linear' and not al and (Q(2*u+1,2)*Q(n,m)-Q(1,2)) < 0) else rd)
            maps.append(ax)
        if fac and list(v) == ['factor'] and rng.random() < .5: v = v['factor']
        return {'upsample': v}, self.add('upsample', [cur], (C, *out), f, f, maps=maps)

    def k_pad(self, cur, C, size):
        pads = [(self.r.randint(0, 3), self.r.randint(0, 3)) for _ in size]
        if self.r.random() < .5: pads = [(a, a) for a, _ in pads]
        f = lambda t: F.pad(t, tpad(pads)); out = [n + a + b for n, (a, b) in zip(size, pads)]
        v = self.fmtpad(pads)
        return {'pad': v if not isinstance(v, dict) and self.r.random() < .5 else {'pad': v}}, self.add('pad', [cur], (C, *out), f, maps=[[[u - a] for u in range(o)] for o, (a, _) in zip(out, pads)])
    def k_crop(self, cur, C, size):
        pads = [(self.r.randint(0, 2), self.r.randint(0, 2)) for _ in size]
        if any(n - a - b < 1 for n, (a, b) in zip(size, pads)): return None
        f = lambda t: F.pad(t, [-q for q in tpad(pads)]); out = [n - a - b for n, (a, b) in zip(size, pads)]
        v = self.fmtpad(pads)
        return {'crop': v if not isinstance(v, dict) else {'pad': v}}, self.add('crop', [cur], (C, *out), f, maps=[[[u + a] for u in range(o)] for o, (a, _) in zip(out, pads)])
    def k_slice(self, cur, C, size):
        a = self.r.randint(0, C - 1); b = self.r.randint(a + 1, C); self.noise = 1
        return {'slice': [a, b]} if False else {'slice': {'start': a, 'stop': b}}, self.add('slice', [cur], (b - a, *size), lambda t: t[:, a:b])
    def k_channel_shuffle(self, cur, C, size):
        g = self.r.choice([q for q in range(1, C + 1) if C % q == 0])
        f = lambda t: t.reshape(t.shape[0], g, C // g, *t.shape[2:]).transpose(1, 2).reshape(t.shape)
        return {'channel_shuffle': g}, self.add('channel_shuffle', [cur], (C, *size), f)
    def k_pixel_shuffle(self, cur, C, size):
        fs = [q for q in (2, 3) if C % q ** self.rk == 0]
        if not fs or math.prod(size) > 700: return None
        q = self.r.choice(fs); rk = self.rk; c = C // q ** rk
        def f(t):
            t = t.reshape(t.shape[0], c, *[q] * rk, *size)
            perm = [0, 1]
            for i in range(rk): perm += [2 + rk + i, 2 + i]
            return t.permute(perm).reshape(t.shape[0], c, *[n * q for n in size])
        if rk == 2: f = lambda t: F.pixel_shuffle(t, q)
        self.noise = 1
        return {'pixel_shuffle': q}, self.add('pixel_shuffle', [cur], (c, *[n * q for n in size]), f, maps=[[[u // q] for u in range(n * q)] for n in size])
    def k_space_to_depth(self, cur, C, size):
        fs = [q for q in (2, 3) if all(n % q == 0 for n in size)]
        if not fs or C > 40: return None
        q = self.r.choice(fs); rk = self.rk
        def f(t):
            shp = [t.shape[0], C]
            for n in size: shp += [n // q, q]
            t = t.reshape(shp); perm = [0, 1] + [3 + 2 * i for i in range(rk)] + [2 + 2 * i for i in range(rk)]
            return t.permute(perm).reshape(t.shape[0], C * q ** rk, *[n // q for n in size])
        if rk == 2: f = lambda t: F.pixel_unshuffle(t, q)
        self.noise = 1
        return {'space_to_depth': q}, self.add('space_to_depth', [cur], (C * q ** rk, *[n // q for n in size]), f, maps=[[list(range(u * q, u * q + q)) for u in range(n // q)] for n in size])
    def k_reshape(self, cur, C, size):
        tot = C * math.prod(size); divs = [q for q in range(1, min(tot, 64) + 1) if tot % q == 0]
        a = self.r.choice(divs); b = tot // a
        return {'reshape': f'{a}x{b}'} if self.r.random() < .5 else {'reshape': [a, b]}, self.add('reshape', [cur], (b, a), lambda t: t.movedim(1, -1).reshape(t.shape[0], a, b).movedim(-1, 1), maps='skip')
    def k_permute(self, cur, C, size):
        names = {1: ['length'], 2: ['height', 'width'], 3: ['depth', 'height', 'width']}[self.rk] + ['channels']
        order = names[:]; self.r.shuffle(order)
        idx = [names.index(o) for o in order]  # in channels-last
        vals = [*size, C]; new = [vals[i] for i in idx]; rk = self.rk
        f = lambda t: t.movedim(1, -1).permute(0, *[1 + i for i in idx]).movedim(-1, 1)
        return {'permute': order}, self.add('permute', [cur], (new[-1], *new[:-1]), f, maps='skip')

    # ---- structure
    def chain(self, cur, n, depth):
        items = []
        for _ in range(n):
            if depth < 2 and self.r.random() < .22:
                got = self.merge(cur, depth)
            else: got = self.step(cur)
            if got is None: continue
            item, cur = got[0], got[1]
            if self.nodes[cur].maps != 'merge': self.nodes[cur].item = item
            items.append(item)
            c = self.nodes[cur]
            if c.shape[0] > 200 or math.prod(c.shape) > 60000: break
        return items, cur

    def merge(self, cur, depth):
        rng = self.r; mark = len(self.nodes)
        kind = rng.choice(['add', 'mul', 'concat'])
        m = rng.choice([2, 2, 3]); branches = {}; ends = []
        for b in range(m):
            items, end = self.chain(cur, rng.randint(0, 2), depth + 1)
            branches[f'b{b}'] = items; ends.append(end)
        shapes = [self.nodes[e].shape for e in ends]
        if len({len(s) for s in shapes}) > 1: del self.nodes[mark:]; return None
        # repair: try to bring branches to branch 0's size (or to a broadcast one) by upsample to size + 1x1 conv
        tgt = shapes[0]
        if len(tgt) == 1:
            if kind != 'concat' and len({s[0] for s in shapes if s[0] != 1}) > 1: del self.nodes[mark:]; return None
        else:
            del self.nodes[mark:]; ends = []; st = rng.getstate()
            # regenerate in order so that nodes stay in running order, repairing each branch at its end
            self.r = rng
            branches = {}; ends = []; tgt = None
            for b in range(m):
                items, end = self.chain(cur, rng.randint(0, 2), depth + 1)
                s = self.nodes[end].shape
                if tgt is None and len(s) > 1: tgt = s
                if len(s) != len(tgt or s) or len(s) == 1: del self.nodes[mark:]; return None
                self.rk = len(s) - 1
                want = list(tgt[1:])
                bc = kind != 'concat' and rng.random() < .35 and b > 0
                if list(s[1:]) != want and not (bc and all(a in (1, w) for a, w in zip(s[1:], want))):
                    if bc: want = [w if rng.random() < .5 else 1 for w in want]
                    out = want
                    f = (lambda out: lambda t: F.interpolate(t, size=out))(out)
                    maps = [[[u * n // o] for u in range(o)] for n, o in zip(s[1:], out)]
                    items.append({'upsample': {'size': list(out)}}); end = self.add('upsample', [end], (s[0], *out), f, maps=maps); self.nodes[end].item = items[-1]; s = self.nodes[end].shape
                if kind != 'concat' and s[0] != tgt[0]:
                    oc = 1 if bc and rng.random() < .5 else tgt[0]
                    mod = CONV[self.rk](s[0], oc, 1); items.append({'conv': f'{oc} ' + 'x'.join(['1'] * self.rk)})
                    end = self.add('conv', [end], (oc, *s[1:]), mod, mod, mod, macs=oc * s[0] * math.prod(s[1:]), maps=None); self.nodes[end].item = items[-1]
                branches[f'b{b}'] = items; ends.append(end)
        shapes = [self.nodes[e].shape for e in ends]
        if kind == 'concat':
            f = lambda *t: torch.cat(t, 1); sh = (sum(s[0] for s in shapes), *shapes[0][1:])
            if len({s[1:] for s in shapes}) > 1: del self.nodes[mark:]; return None
        else:
            def f(*t):
                y = t[0]
                for q in t[1:]: y = y + q if kind == 'add' else y * q
                return y
            try: sh = torch.broadcast_shapes(*shapes)
            except RuntimeError: del self.nodes[mark:]; return None
        node = self.add(kind, ends, sh, f, maps='merge')
        # branches as [] -> None (identity)
        return {kind: {k: (v or None) for k, v in branches.items()}}, node

def propagate(g):
    """Per node and axis: (list of masks per position or None, dirty flags, whole flag); None for unknown."""
    res = []
    for n in g.nodes:
        sh = n.shape[1:]
        if n.kind == 'input':
            res.append([([1 << u for u in range(s)], [False] * s, False) for s in sh]); continue
        ins = [res[i] for i in n.inputs]
        if any(i is None for i in ins) or n.maps == 'skip' or not sh:
            res.append(None); continue
        if n.maps == 'whole': res.append([(None, None, True)] * len(sh)); continue
        if n.maps == 'merge':
            axes = []
            for a, s in enumerate(sh):
                masks = None; dirty = [False] * s; whole = False
                for i, src in zip(ins, n.inputs):
                    mk, dt, wh = i[a]; whole |= wh
                    if mk is None: continue
                    if len(mk) == 1 and s > 1: mk = mk * s; dt = dt * s
                    masks = list(mk) if masks is None else [p | q for p, q in zip(masks, mk)]
                    dirty = [p or q for p, q in zip(dirty, dt)]
                axes.append((masks, dirty, whole))
            res.append(axes); continue
        axes = []
        for a, s in enumerate(sh):
            mk, dt, wh = ins[0][a]
            mp = n.maps[a] if n.maps else None
            if mp is None: axes.append((mk, dt, wh))
            elif mp == 'local': axes.append((mk, dt, True))
            elif mp == 'whole': axes.append((None, None, True))
            elif mk is None: axes.append((None, None, wh))
            else:
                nm, nd = [], []
                for reads in mp:
                    m = 0; d = False
                    for q in reads:
                        if q == 'e': d = True
                        elif 0 <= q < len(mk): m |= mk[q]; d |= dt[q]
                        else: d = True
                    nm.append(m); nd.append(d)
                axes.append((nm, nd, wh))
        res.append(axes)
    return res

def run_torch(g, x, linear):
    vals = []
    for n in g.nodes:
        if n.kind == 'input': vals.append(x); continue
        vals.append((n.lin if linear else n.fn)(*[vals[i] for i in n.inputs]))
    return vals

def check(seed, stats):
    rng = random.Random(seed); torch.manual_seed(seed)
    g = Gen(rng)
    items, end = g.chain(0, rng.randint(2, 9), 0)
    if not items: return None
    spec = {'input': 'x'.join(map(str, g.input)), 'layers': items}
    if FROM:
        flat = []
        for i, n in enumerate(g.nodes[1:], 1):
            nm = lambda j: f'n{j}' if j else 'input'
            if n.maps == 'merge': it = {n.kind: None, 'from': [nm(j) for j in n.inputs]}
            else:
                it = {n.item: None} if isinstance(n.item, str) else dict(n.item)
                if n.inputs[0] != i - 1 or rng.random() < .2: it['from'] = nm(n.inputs[0])
            it['name'] = nm(i); flat.append(it)
        spec['layers'] = flat
    text = json.dumps(spec)
    errs = []
    try:
        an = convcalc.analyse(convcalc.loads(text))
    except SpecError as e:
        return spec, [f'refused: {e.problems[0].message} | {e.problems[0].help}']
    except Exception as e:
        return spec, ['crash: ' + repr(e) + traceback.format_exc()[-400:]]
    with torch.no_grad(): vals = run_torch(g, torch.rand(2, g.cin, *g.input[:-1]) + .5, False)
    rows = an.rows
    if len(rows) != len(g.nodes): return spec, [f'rows {len(rows)} nodes {len(g.nodes)}']
    prop = propagate(g)
    for k, (row, n, v) in enumerate(zip(rows, g.nodes, vals)):
        stats[n.kind] = stats.get(n.kind, 0) + 1
        o = row.node.site.output
        ours = (o.channels, *o.size); true = tuple(v.shape[1:])
        if ours != true: errs.append(f'{k} {n.kind}: shape {ours} torch {true}')
        if row.cost.params != n.params: errs.append(f'{k} {n.kind}: params {row.cost.params} torch {n.params}')
        if row.cost.buffers != n.buffers: errs.append(f'{k} {n.kind}: buffers {row.cost.buffers} torch {n.buffers}')
        if row.cost.macs != n.macs: errs.append(f'{k} {n.kind}: macs {row.cost.macs} torch {n.macs}')
        p = prop[k]
        if p is None or len(row.reach) != len(p): continue
        for a, (span, (mk, dt, wh)) in enumerate(zip(row.reach, p)):
            stats['_axis'] = stats.get('_axis', 0) + 1
            if span.exact and span.whole != wh: errs.append(f'{k} {n.kind} axis {a}: whole {span.whole}, truth {wh}')
            if not span.exact: stats['_bounds'] = stats.get('_bounds', 0) + 1
            if not span.lows:
                if span.exact and mk is not None and any(mk) : errs.append(f'{k} {n.kind} axis {a}: no local, truth has')
                continue
            if mk is None:
                if span.exact: errs.append(f'{k} {n.kind} axis {a}: local {span.lows[:3]}, truth none')
                continue
            for u, (m, d) in enumerate(zip(mk, dt)):
                if not m: continue
                lo = (m & -m).bit_length() - 1; hi = m.bit_length() - 1
                sl, sh = span.sees(u)
                if (lo < sl or hi > sh) and not span.whole: errs.append(f'{k} {n.kind} axis {a} pos {u}: sees {(sl, sh)}, truth {(lo, hi)} outside, exact={span.exact}'); break
                if span.exact and not d:
                    stats['_exactpos'] = stats.get('_exactpos', 0) + 1
                    if (lo, hi) != (sl, sh): errs.append(f'{k} {n.kind} axis {a} pos {u}: sees {(sl, sh)}, truth {(lo, hi)} tighter'); break
    N = len(g.nodes); last = list(range(N))
    for i, n in enumerate(g.nodes):
        for j in n.inputs: last[j] = max(last[j], i)
    last[N - 1] = N - 1
    by = [4 * math.prod(n.shape) for n in g.nodes]
    peak = max(sum(b for b, l in zip(by[:i + 1], last) if l >= i) for i in range(N))
    if an.memory.peak != peak: errs.append(f'peak {an.memory.peak} truth {peak}')
    if an.memory.outputs != sum(by[1:]): errs.append(f'outputs {an.memory.outputs} truth {sum(by[1:])}')
    # gradient check of the masks, at a few positions of the last node with axes
    if not errs:
        k = max(i for i, n in enumerate(g.nodes) if len(n.shape) > 1)
        # the output node or an earlier spatial node
        if prop[k] is not None and all(m is not None for m, _, _ in prop[k]):
            x = (torch.rand(1, g.cin, *g.input[:-1]) + .5).requires_grad_()
            vs = run_torch(g, x, True)
            v = vs[k]
            if v.requires_grad:
                shape = v.shape[2:]
                for trial in range(3):
                    pos = [rng.randrange(s) if trial else s // 2 for s in shape]
                    tot = v[(0, slice(None), *pos)].sum()
                    (gr,) = torch.autograd.grad(tot, x, retain_graph=True)
                    sup = (gr.abs() > 0).nonzero()
                    gapped = any(n.kind in ('gap', 'gmp', 'adaptive_avgpool', 'adaptive_maxpool', 'slice') for n in g.nodes)
                    for a in range(len(shape)):
                        m, d, wh = prop[k][a]; m = m[pos[a]]
                        span = rows[k].reach[a]
                        if len(sup) == 0: continue
                        lo, hi = int(sup[:, 2 + a].min()), int(sup[:, 2 + a].max())
                        stats['_grad'] = stats.get('_grad', 0) + 1
                        if span.lows and not wh and not span.whole:
                            sl, sh = span.sees(pos[a])
                            if lo < sl or hi > sh: errs.append(f'GRAD {k} {g.nodes[k].kind} axis {a} pos {pos[a]}: sees {(sl, sh)}, gradient {(lo, hi)}')
                        if not wh and m:
                            ml, mh = (m & -m).bit_length() - 1, m.bit_length() - 1
                            if not g.noise and not gapped and (lo, hi) != (ml, mh) and not any(d):
                                stats['_gradloose'] = stats.get('_gradloose', 0) + 1
                                if stats['_gradloose'] < 6: print('note: gradient', (lo, hi), 'mask', (ml, mh), seed, flush=True)
    return spec, errs

if __name__ == '__main__':
    s0, n = int(sys.argv[1]), int(sys.argv[2]); limit = float(sys.argv[3]) if len(sys.argv) > 3 else 150
    stats = {}; done = bad = 0; t = time.time(); first = {}
    for seed in range(s0, s0 + n):
        if time.time() - t > limit: break
        try: got = check(seed, stats)
        except Exception as e:
            print('HARNESS', seed, repr(e)); traceback.print_exc(limit=-3); continue
        if got is None: continue
        done += 1
        spec, errs = got
        if errs:
            bad += 1
            key = ' '.join(w for w in errs[0].split() if not any(c.isdigit() for c in w))[:60]
            first.setdefault(key, []).append(seed)
            if len(first[key]) <= 2: print(seed, json.dumps(spec)); [print('    ', e) for e in errs[:4]]
    print('networks', done, 'with errors', bad, 'seconds', round(time.time() - t)); print({k: len(v) for k, v in first.items()})
    print({k: stats[k] for k in sorted(stats)})
