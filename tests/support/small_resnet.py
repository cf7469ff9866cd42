"""A family of networks that tests of `convcalc sweep` go through."""

RESNET = """\
name: resnet
input: 64x64x3
vars:
  width: 16
  kernel: 3
  depths: [1, 1]
blocks:
  unit(filters, stride=1):
    - add:
        residual:
          - conv: filters kernel s{stride} p{kernel//2} nobias
          - bn
          - relu
          - conv: filters kernel p{kernel//2} nobias
          - bn
        shortcut:
          - conv: filters 1x1 s{stride} nobias
            when: stride != 1 or x.channels != filters
    - relu
  stage(filters, depth):
    - unit: {filters: filters, stride: 2 if i == 0 else 1}
      repeat: depth
layers:
  - conv: width 7x7 s2 p3 nobias
    name: stem
  - bn
  - relu
  - stage: {filters: width, depth: 'depths[0]'}
    name: stage1
  - stage: {filters: 2*width, depth: 'depths[1]'}
    name: stage2
  - gap
  - flatten
  - dense: 10
"""
"""A ResNet of two stages."""

VARY = ("width=8..24:8", "kernel=3,5", "depths=[[1,1],[2,2]]", "input=32,64")
"""24 members of it."""
