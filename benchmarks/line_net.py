"""Train the net of the line model (`corpus/labelling/line_model/net.py`), with PyTorch.

It learns with fractions and is then rounded to the whole numbers that the package reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from corpus.labelling.line_model import net
from corpus.training.examples import Examples
from corpus.training.trees import line_weights

BINS = 24  # of a feature; by quantiles of every SAMPLE-th line
SAMPLE = 5
FARTHEST = 4  # standard deviations from the mean: values beyond count as this
WIDTH = 48
# Chosen on one fold of the domains of bench and training.
EPOCHS, RATE, DECAY, DROPPED, NOISE = 8, 3e-3, 1e-3, 0.1, 0.1
WARM_UP = 100  # steps
LONGEST = 160  # lines of a text that are read at once: long pages are cut at a random place
BATCH = 4096  # lines, those that fill up shorter texts included


class Layers(nn.Module):
    """The net as `net.Net` has it."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.line = nn.Linear(inputs, WIDTH)
        self.context = nn.Linear(3 * WIDTH, WIDTH)
        self.convolutions = nn.ModuleList(nn.Linear(3 * WIDTH, WIDTH) for _ in net.DILATIONS)
        self.last = nn.Linear(WIDTH, 1)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, values: Tensor, there: Tensor) -> Tensor:
        """Log odds of lines.

        Args:
            values: Shape (texts, lines, inputs).
            there: 1 for a line, 0 for what fills up a shorter text; shape (texts, lines, 1).
        """
        hidden = self.drop(functional.relu(self.line(values))) * there
        mean = hidden.sum(1, keepdim=True) / there.sum(1, keepdim=True)
        most = hidden.amax(1, keepdim=True)
        joined = torch.cat([hidden, mean.expand_as(hidden), most.expand_as(hidden)], -1)
        hidden = functional.relu(self.context(joined)) * there
        for far, convolution in zip(net.DILATIONS, self.convolutions, strict=True):
            padded = functional.pad(self.drop(hidden), (0, 0, far, far))
            size = hidden.shape[1]
            around = [padded[:, place : place + size] for place in (0, far, 2 * far)]
            hidden = (hidden + functional.relu(convolution(torch.cat(around, -1)))) * there
        scores: Tensor = self.last(self.drop(hidden))
        return scores[..., 0]


def learn(
    columns: Sequence[NDArray[np.float32]], examples: Examples, among: NDArray[np.bool_]
) -> net.Net:
    """A net that tells which lines are not main text.

    Args:
        columns: `story.columns` of the examples.
        examples: The lines.
        among: Which lines it may see; all lines of a text or none.
    """
    torch.manual_seed(1)
    torch.set_num_threads(2)
    torch.use_deterministic_algorithms(True)
    rows = net.inputs(columns)
    borders, values = bins(rows[:, among][:, ::SAMPLE])
    read = net.binned(rows, borders, values)
    weight = np.where(among & (examples.boilerplate >= 0), line_weights(examples), 0)
    weight = weight / weight[weight > 0].mean()
    layers = Layers(len(rows)).train()
    steps = np.random.default_rng(1)
    ends = examples.lines.ends
    batches = [batch for _ in range(EPOCHS) for batch in _epoch(ends, weight > 0, steps)]
    optimiser = torch.optim.AdamW(layers.parameters(), lr=RATE, weight_decay=DECAY)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: min(1, (step + 1) / WARM_UP) * (1 + np.cos(np.pi * step / len(batches))) / 2,
    )
    for batch in batches:
        lines, there = torch.from_numpy(np.maximum(batch, 0)), torch.from_numpy(batch >= 0)
        its = torch.from_numpy(read[lines].astype(np.float32) / net.UNIT)
        its = its + NOISE * torch.randn_like(its)
        wanted = torch.from_numpy(examples.boilerplate[lines].astype(np.float32)).clamp(min=0)
        counts = torch.from_numpy(weight[lines].astype(np.float32)) * there
        scores = layers(its, there.float()[..., None])
        losses = functional.binary_cross_entropy_with_logits(scores, wanted, reduction="none")
        loss = (losses * counts).sum() / counts.sum()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(layers.parameters(), 1.0)
        optimiser.step()
        rate.step()
    return rounded(layers, borders, values)


def bins(rows: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int16]]:
    """The borders of the bins of each input, and the standardised value of each bin.

    Values are on a logarithmic scale, so that counts of hundreds differ less than those of ones.
    """
    borders = np.full((len(rows), BINS - 1), np.inf, np.float32)
    values = np.zeros((len(rows), BINS), np.int16)
    for place, row in enumerate(rows):
        distinct = np.unique(row)
        steps = np.unique(np.quantile(row, np.linspace(0, 1, BINS + 1)[1:-1]).astype(np.float32))
        its = distinct[:-1] if len(distinct) < BINS else steps
        borders[place, : len(its)] = its
        scaled = np.sign(row) * np.log1p(np.abs(row))
        scaled = (scaled - scaled.mean()) / (scaled.std() + 1e-3)
        found = np.searchsorted(borders[place], row)
        sums, counts = (np.bincount(found, of, BINS) for of in (scaled, None))
        means = np.clip(sums / np.maximum(counts, 1), -FARTHEST, FARTHEST)
        values[place] = np.rint(means * net.UNIT)
    return borders, values


def _epoch(
    ends: NDArray[np.int64], counts: NDArray[np.bool_], random: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Batches of texts of about one length: places of lines, -1 where a text has ended."""
    before = np.concatenate([[0], np.cumsum(counts)])
    cuts = []
    for first, last in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        if last - first > LONGEST:
            first += int(random.integers(0, last - first - LONGEST + 1))
            last = first + LONGEST
        if before[last] > before[first]:
            cuts.append((first, last))
    cuts.sort(key=lambda cut: cut[1] - cut[0])
    batches: list[list[tuple[int, int]]] = [[]]
    for first, last in cuts:
        if (len(batches[-1]) + 1) * (last - first) > BATCH:
            batches.append([])
        batches[-1].append((first, last))
    for place in random.permutation(len(batches)).tolist():
        batch = batches[place]
        index = np.full((len(batch), batch[-1][1] - batch[-1][0]), -1)
        for row, (first, last) in zip(index, batch, strict=True):
            row[: last - first] = np.arange(first, last)
        yield index


def rounded(layers: Layers, borders: NDArray[np.float32], values: NDArray[np.int16]) -> net.Net:
    """The net in whole numbers."""
    hidden = [layers.line, layers.context, *layers.convolutions]
    line, context, *convolutions = (
        _whole(layer.weight.T, net.WEIGHT, np.int16) for layer in hidden
    )
    sums = net.UNIT * net.WEIGHT
    return net.Net(
        borders,
        values,
        line,
        context,
        np.array(convolutions),
        _whole(layers.last.weight.T, net.WEIGHT, np.int16),
        np.array([_whole(layer.bias, sums, np.int32) for layer in hidden]),
        _whole(layers.last.bias, sums, np.int32),
    )


def _whole(weights: Tensor, unit: int, of_type: type) -> Any:
    return np.rint(weights.detach().numpy() * unit).astype(of_type)
