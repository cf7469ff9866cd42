"""English words that say nothing of a layer wherever they stand. Knows words, no grammar.

None of them turns what is said round (`not`, `or`, `at least`), counts (`every`, `twice`, `pair`), puts one thing
before another (`after`, `before`), or is what some layer is and another is not (`masked`, `gated`, `left`).
"""

from collections.abc import Iterator


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLAIN = _words(
    """
    reduced increased decreased linearly am photo 1st 2nd 3rd 4th 5th 6th 7th 8th 9th
    hi thanks prof shrink downsize compress
    abstract accept achieve act action activate actual adapt added adequate adjacent adjust adjustable adopt advance
    aggregate agree aim algorithm along alongside already also although always amazing analyse analyze animal another
    answer anyway apparent appended apply approach appropriate architecture area arise arrange array arrive arrow art
    article as ask aspect aspp assignment assume at attach attempt audio author available aware backbone background
    balance base basically basis be because become been begin being believe belong benchmark bengio beside big bigger
    blob block body book bottleneck branch brief bright brightness bring broad build built bunch busy but button caffe
    calculate call came camera can capable capture car care carry case catch category cause cell center certain chain
    chainer challenge chapter character chart cheap check child chip choice chollet choose chose chosen cifar claim
    classic classical classifier clean clear click cnn coarse coco code coefficient colab colleague collect color
    colour combine come comfort command comment common compact company compare compete competition complete
    complicated component composed comprise computation compute computer concept concern conclude concrete condense
    conduct configure confirm connect consecutive consider consist construct consult consume content context
    contribute convenient conventional convert convnet cool correct correspond cost could course coursera cover cpu
    craft create critic critical cube curious current custom customer daily data dataset date day deal decide decision
    declare decoder dedicated deduce deepmind define deliver demand denote depict deploy derive describe description
    descriptor design desire destination detail detecting detection detector determine develop device diagram dictate
    did differ difficult digest digit dim dimension dimensionality direct discover discriminator discuss display
    distil distinguish distribute do document does doing domain done draft draw dream drive due during duty eager
    earlier early earn easy economy edit effect effective efficient effort element embedding emit employ emulate
    encoder encounter encourage end energy engineer enhance enjoy enough ensure enter entity entry environment
    equation equip era escape essential establish estimate evaluate even event everyone everything everywhere evidence
    exam examination examine example excellent excite exclaim execute exercise exist expand expansion expect expensive
    experience experiment expert explain exploit explore express extend extra extract extraction extractor eye face
    facebook fact family famous fancy far fashion fast favor favorite favourite feasible feed feedforward feel figure
    fill film final find fine finger finish fire flow foot force forest form formula fortunate forward foundation fpn
    fragment frame fresh friend fruit fukushima function fund funny further furthermore gain game general generator
    generic gentle get give glance glass go goal goes going good goodfellow google got gpu grab gradient grain grasp
    great grid ground grow guarantee guess guide hand handle handy happen happy hardware he head hear heart heavily
    heavy hello help hence her here hereby herein hero hidden hint hinton his history hold home homework honest hope
    host hot hour house how however hubel huge human hyper hyperparameter i idea ideal if illustrate image imagenet
    imagine implement implementation imply important impress improve incidentally include incoming indeed independent
    indicate industry infer inform information infrastructure initial initialise initialize innocent innovation inputs
    inserted insight inspect install instance instruct integer integrate intend intense intensity interest interface
    intermediate internal interpret interview introduce introduction intuition invent inventor investigate invite
    involve ioffe issue item jax job join journal journey judge jump just karpathy keen keras key kind kitti know
    knowledge known krizhevsky lab label language laptop large lasagne lastly late latent later laugh launch lay
    layerwise lead leaf lean leap learnable learner lecture lecun legend lego lesson let letter level library lie life
    lift light lightweight like line literal little live load location logic logits look lot love lucky machine made
    magic magnitude mail main major make manage manner manual map march mark market marvel massive master material
    math mathematic matlab matrices matrix matter may me meaning meant meanwhile mechanism medical medium meet member
    mention mentor mere message metal method microsoft midway might mild milestone mind mini minor minute mission mit
    mnist modern modest module moment month moral moreover motif mouse mouth move much must mxnet my mystery name
    narrow native natural nature near neat necessary necessity neck need neighbor neighbour neocognitron nerve nest
    net network neural new newcomer ng nice nickname night noise normally nose notation note notebook notice noun
    novel novice now object obtain obvious occasion occupy occur offer office often ok okay old online onto open
    openai operate opinion optimal option orchestrate ordinary organ organic organise organize origin original others
    ought our outcome outline outstanding overall overview own owner page paint pale paper paragraph parameter parent
    participate particular partner passage path patient pattern pave pay peak peer pen people perceive perception
    perfect perform period permit person perspective phase phenomenon phone photograph photographer phrase physical
    pick picture piece pipeline pixel place plan plane planet plant play player please plenty plot plug pocket point
    policy polite popular population portion pose position possess possible post postprocess potential power practical
    practice practitioner precise predict prediction prefer preliminary prepare preprocess presence present press
    presumably pretty previous price primary prime principle print privacy private probable problem procedure
    process produce profession professor profile program progress project projection prominent promise promote prompt
    proof propagate proper property propose prove provide public publish pure purpose pursue put puzzle pytorch
    quality quest question quick quiet quite quiz quote race radford radical rain raise range rapid rare rational raw
    reach react read reader readout ready realise reality realize really reason recall recap receive recent recipe
    recognise recognition recognize recommend record recover rectangular reducer reduction refer reference regard
    regular relate relative relevant reliable rely remain remark remarkable remember remind render report repository
    represent representation request require research researcher reside resource respect respond responsible rest
    restate result retrieve return reveal review rich ride rise river road robot robust rock role room root rough
    route routine rpn rule run said sake sample satisfy save say scalar scenario scene schedule scheme school science
    scientist scope score screen script sea search season seat secret section see seem seen segment segmentation
    select self send sense sensible sensor sentence separate serious serve server service session set setup
    shade shadow shall shallow sharp she sheet shifted shine ship shop shortly should shoulder shout show shown sight
    signal silent similar simonyan simple simply since sincere sing sit site situate situation skill sleep slid slide
    slow small smart smell smile smooth social software solid solution solve someone something somewhat song soon
    sophisticated sorry sort soul source south span spare spatially speak special specialist specific specify
    spectrogram speech speed spend spirit spot spring square squash squeeze ssd stable stack staff stage stagewise
    stand standard stanford star state statement station steady stem still stock stone storage store story
    straightforward strange strategy stream strength stress strict strike string stroke strong structure struggle
    student study stuff style subject sublime submit subnet subnetwork subsequent substantial subtle succeed success
    sudden sufficient suggest suit suitable sun super supply support suppose supreme sure surface surprise survey
    survive suspect svhn swap swear sweeping sweet swift symbol synthetic system szegedy table tackle tail take talent
    talk target task teach teacher team tech technical technique technology tell tempt tend tensor tensorflow
    tentative term test text textbook texture thank theano them theme theory there thereby therefore thereof these
    they thick thin think this thorough those though thought thread throughout thus ticket tidy tightly tile tiny
    title today token tomorrow tone tonight too took tool topic torch touch tough tour toward tower town toy tpu trace
    trade tradition traditional train trainable trait transfer transform transition translate transmit transparent
    travel tree trend trial trick tried tries trip trouble trunk trust truth try tune turn tutorial typical udacity
    ultimate under undergo understand undertake unify universal university unusual update upon urge usage useful user
    usual utilise utility utilize valuable value vanilla variable variant variety various vast vector vehicle verb
    version very via video view viewer village virtue visible vision visit visual visualise visualize vital voice
    volume wait wake walk wall want war warm warn watch water wave waveform weak wear weather web week weight weird
    welcome well west what whatever wheel when where whereas whereby which while who whose why wiesel wild will win
    wing winner wire wisdom wish withdraw within witness wonder wonderful wood word work worker world worry worth
    would write written year yesterday yet you young your zisserman zone
    """
)
_ENDINGS = (("ies", "y"), ("ied", "y"), ("es", ""), ("es", "e"), ("s", ""), ("ed", ""), ("ed", "e"),
            ("ing", ""), ("ing", "e"), ("ly", ""), ("ly", "e"))  # fmt: skip
SHORTEST = 3
"""Letters of what an ending can stand behind."""


def is_plain(word: str) -> bool:
    """Whether a word says nothing of a layer, whatever its ending.

    >>> is_plain("connected"), is_plain("moving"), is_plain("planned"), is_plain("masked")
    (True, True, True, False)
    """
    return word in PLAIN or any(stem in PLAIN for stem in _stems(word))


def _stems(word: str) -> Iterator[str]:
    """A word without its endings."""
    for ending, instead in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= SHORTEST:
            yield stem + instead
            if not instead and stem[-1] == stem[-2]:
                yield stem[:-1]
