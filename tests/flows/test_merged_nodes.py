import numpy as np

from sogdia.flows.contraction import Wanted
from sogdia.flows.merged_nodes import merged


def wanted(spans, home, gbps):
    start, end, capacity = (np.array(side) for side in zip(*spans, strict=True))
    traffic = np.zeros((2, 2))
    traffic[0, 1] = traffic[1, 0] = gbps
    return Wanted(start, end, np.ones(len(start)), capacity.astype(float), np.array(home), traffic)


def marked(net, *spans):
    lost = np.zeros(len(net.start), dtype=bool)
    lost[list(spans)] = True
    return lost


def test_of_a_chain_one_span_is_merged_and_one_stays():
    label = merged(wanted([(0, 2, 5), (2, 1, 5)], [0, 1, -1], 10.0)).label
    assert len(set(label)) == 2
    assert label[0] != label[1]


def test_a_span_that_can_carry_all_is_merged_and_stands_while_it_has_to_spare():
    net = wanted([(0, 1, 10), (0, 1, 10), (0, 1, 10)], [0, 1], 12.0)
    made = merged(net)
    assert set(made.label) == {0}
    assert made.spare.tolist() == [18.0]
    assert [made.stand(net, marked(net, *range(count))) for count in range(4)] == [True, True, False, False]


def test_within_a_place_what_crosses_its_border_bounds_all():
    net = wanted([(0, 2, 6), (0, 1, 3)], [0, 1, 0], 10.0)
    made = merged(net)
    assert made.label[0] == made.label[2] != made.label[1]
    assert made.stand(net, marked(net, 1))
    assert not made.stand(net, marked(net, 0))
