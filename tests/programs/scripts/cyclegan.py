"""Two painters that translate between two kinds of pictures, and two judges; what goes there and back must return."""
import itertools
import random

import torch
import torch.nn as nn


def framed(inputs, outputs, size, *after):
    return [nn.ReflectionPad2d(size // 2), nn.Conv2d(inputs, outputs, size), nn.InstanceNorm2d(outputs), *after]


class Again(nn.Module):
    def __init__(self, maps):
        super().__init__()
        self.body = nn.Sequential(*framed(maps, maps, 3, nn.ReLU(True), nn.Dropout(0.5)), *framed(maps, maps, 3))

    def forward(self, x):
        return x + self.body(x)


def painter():
    return nn.Sequential(
        *framed(1, 4, 7, nn.ReLU(True)), nn.Conv2d(4, 8, 3, 2, 1), nn.InstanceNorm2d(8), nn.ReLU(True), Again(8),
        nn.ConvTranspose2d(8, 4, 3, 2, 1, output_padding=1), nn.InstanceNorm2d(4), nn.ReLU(True),
        nn.ReflectionPad2d(3), nn.Conv2d(4, 1, 7), nn.Tanh(),
    )


def judge():
    return nn.Sequential(
        nn.Conv2d(1, 4, 4, 2, 1), nn.LeakyReLU(0.2, True), nn.Conv2d(4, 8, 4, 1, 1), nn.InstanceNorm2d(8),
        nn.LeakyReLU(0.2, True), nn.Conv2d(8, 1, 3, 1, 1),
    )


class Believed(nn.Module):
    """Squared distance of a judge's map from one or from zero."""

    def __init__(self):
        super().__init__()
        self.register_buffer("goals", torch.tensor([0.0, 1.0]))

    def forward(self, says, real):
        return (says - self.goals[int(real)].expand_as(says)).pow(2).mean()


class Album:
    """Pictures made earlier, of which some are shown again."""

    def __init__(self, places):
        self.places, self.kept = places, []

    def show(self, pictures):
        shown = []
        for picture in pictures.data.split(1):
            if len(self.kept) < self.places:
                self.kept.append(picture)
            elif random.random() < 0.5:
                place = random.randint(0, self.places - 1)
                picture, self.kept[place] = self.kept[place].clone(), picture
            shown.append(picture)
        return torch.cat(shown)


def begin(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.xavier_normal_(layer.weight.data, gain=0.8)
        nn.init.constant_(layer.bias.data, 0.0)


torch.manual_seed(3)
random.seed(3)
there, back, judge_there, judge_back = (make().apply(begin) for make in (painter, painter, judge, judge))
believed, distance = Believed(), nn.L1Loss()
paint = torch.optim.Adam(itertools.chain(there.parameters(), back.parameters()), lr=2e-4, betas=(0.5, 0.999))
judging = torch.optim.Adam([*judge_there.parameters(), *judge_back.parameters()], lr=2e-4, betas=(0.5, 0.999))
slower = [torch.optim.lr_scheduler.LambdaLR(o, lambda epoch: min(1.0, 1.5 - epoch / 4)) for o in (paint, judging)]
albums = Album(1), Album(1)
for epoch in range(3):
    first, second = torch.rand(2, 1, 12, 12) * 2 - 1, torch.randn(2, 1, 12, 12).tanh()
    for net in (judge_there, judge_back):
        net.requires_grad_(False)
    paint.zero_grad()
    as_second, as_first = there(first), back(second)
    fooled = believed(judge_there(as_second), True) + believed(judge_back(as_first), True)
    returned = 10 * (distance(back(as_second), first) + distance(there(as_first), second))
    (fooled + returned).backward()
    paint.step()
    for net in (judge_there, judge_back):
        net.requires_grad_(True)
    judging.zero_grad()
    errors = []
    for net, real, made, album in ((judge_there, second, as_second, albums[0]), (judge_back, first, as_first, albums[1])):
        error = (believed(net(real), True) + believed(net(album.show(made)), False)) / 2
        error.backward()
        errors.append(error.item())
    judging.step()
    for schedule in slower:
        schedule.step()
    print("epoch %d loss %.4f returned %.4f judges %.4f %.4f rate %g" % (
        epoch, fooled.item(), returned.item(), *errors, paint.param_groups[0]["lr"]))
