"""Boxes on a grid: anchors, overlaps, targets by masks, focal loss, suppression of doubles."""
import torch
import torch.nn as nn
import torch.nn.functional as F


def make_anchors(size, stride, scales):
    shift = (torch.arange(size) + 0.5) * stride
    cy, cx = torch.meshgrid(shift, shift, indexing='ij')
    centers = torch.stack((cx, cy), -1).reshape(-1, 1, 2)
    half = torch.tensor(scales).view(1, -1, 1) / 2
    return torch.cat((centers - half, centers + half), dim=-1).reshape(-1, 4)


def box_iou(boxes1, boxes2):
    area1 = (boxes1[:, 2] - boxes1[:, 0]) * (boxes1[:, 3] - boxes1[:, 1])
    area2 = (boxes2[:, 2] - boxes2[:, 0]) * (boxes2[:, 3] - boxes2[:, 1])
    lt = torch.max(boxes1[:, None, :2], boxes2[:, :2])
    rb = torch.min(boxes1[:, None, 2:], boxes2[:, 2:])
    wh = (rb - lt).clamp(min=0)
    inter = wh[:, :, 0] * wh[:, :, 1]
    return inter / (area1[:, None] + area2 - inter)


def encode(boxes, anchors):
    wh = anchors[:, 2:] - anchors[:, :2]
    return torch.cat([((boxes[:, :2] + boxes[:, 2:]) - (anchors[:, :2] + anchors[:, 2:])) / 2 / wh,
                      torch.log((boxes[:, 2:] - boxes[:, :2]) / wh)], 1)


def decode(deltas, anchors):
    wh = anchors[:, 2:] - anchors[:, :2]
    center = (anchors[:, :2] + anchors[:, 2:]) / 2 + deltas[:, :2] * wh
    size = wh * deltas[:, 2:].clamp(max=2.0).exp()
    return torch.cat([center - size / 2, center + size / 2], 1)


def nms(boxes, scores, threshold=0.5):
    order = scores.argsort(descending=True)
    keep = []
    while order.numel() > 0:
        i = order[0].item()
        keep.append(i)
        if order.numel() == 1:
            break
        iou = box_iou(boxes[i:i + 1], boxes[order[1:]]).squeeze(0)
        ids = (iou <= threshold).nonzero().squeeze(1)
        if ids.numel() == 0:
            break
        order = order[ids + 1]
    return torch.LongTensor(keep)


class FocalLoss(nn.Module):
    def __init__(self, alpha=0.25, gamma=2.0, num_classes=2):
        super().__init__()
        self.alpha, self.gamma, self.num_classes = alpha, gamma, num_classes

    def forward(self, logits, y):
        t = torch.eye(self.num_classes + 1)[y][:, 1:]
        p = logits.sigmoid()
        pt = p * t + (1 - p) * (1 - t)
        w = self.alpha * t + (1 - self.alpha) * (1 - t)
        w = w * (1 - pt).pow(self.gamma)
        return F.binary_cross_entropy_with_logits(logits, t, w.detach(), reduction='sum')


class Detector(nn.Module):
    def __init__(self, num_anchors=2, num_classes=2):
        super().__init__()
        self.num_classes = num_classes
        self.lateral, self.smooth = nn.Conv2d(6, 6, 1), nn.Conv2d(6, 6, 3, padding=1)
        self.stage1 = nn.Sequential(nn.Conv2d(1, 6, 3, stride=2, padding=1), nn.BatchNorm2d(6), nn.LeakyReLU(0.1))
        self.stage2 = nn.Sequential(nn.Conv2d(6, 6, 3, stride=2, padding=1), nn.BatchNorm2d(6), nn.LeakyReLU(0.1))
        self.cls, self.loc = nn.Conv2d(6, num_anchors * num_classes, 1), nn.Conv2d(6, num_anchors * 4, 1)
        nn.init.constant_(self.cls.bias, -2.0)

    def forward(self, x):
        c1 = self.stage1(x)
        c2 = self.stage2(c1)
        top = F.interpolate(c2, size=c1.shape[-2:], mode='nearest') + self.lateral(c1)
        p = F.max_pool2d(F.relu(self.smooth(top)), 2)
        cls = self.cls(p).permute(0, 2, 3, 1).contiguous().view(x.size(0), -1, self.num_classes)
        loc = self.loc(p).permute(0, 2, 3, 1).contiguous().view(x.size(0), -1, 4)
        return cls, loc


torch.manual_seed(14)
anchors = make_anchors(4, 4.0, [4.0, 7.0])
images = torch.zeros(2, 1, 16, 16)
truth = [(torch.tensor([[2.0, 2.0, 7.0, 7.0], [8.0, 9.0, 15.0, 15.0]]), torch.tensor([1, 2])),
         (torch.tensor([[5.0, 1.0, 11.0, 8.0]]), torch.tensor([2]))]
for image, (boxes, classes) in zip(images, truth):
    for (x1, y1, x2, y2), c in zip(boxes.int().tolist(), classes.tolist()):
        image[0, y1:y2, x1:x2] += c
images += 0.1 * torch.randn_like(images)

labels, targets = [], []
for boxes, classes in truth:
    iou = box_iou(anchors, boxes)
    best, best_id = iou.max(1)
    y = classes[best_id]
    y[best < 0.5] = -1
    y[best < 0.4] = 0
    y[iou.argmax(0)] = classes
    labels.append(y)
    targets.append(encode(boxes[best_id], anchors))
labels, targets = torch.stack(labels), torch.stack(targets)
print("positive", (labels > 0).sum(1).tolist(), "ignored", (labels < 0).sum(1).tolist())

net = Detector()
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
focal = FocalLoss()
log = []
for epoch in range(4):
    cls, loc = net(images)
    positive = labels > 0
    mask = positive.unsqueeze(2).expand_as(loc)
    loc_loss = F.smooth_l1_loss(loc[mask].view(-1, 4), targets[mask].view(-1, 4), reduction='sum')
    cls_loss = focal(cls[labels > -1].view(-1, 2), labels[labels > -1])
    num = positive.sum().item()
    loss = (loc_loss + cls_loss) / num
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    log.append((loc_loss.item() / num, cls_loss.item() / num))
    print('loc_loss: %.3f | cls_loss: %.3f' % log[-1])
net.eval()
with torch.no_grad():
    cls, loc = net(images[:1])
    scores, which = cls[0].sigmoid().max(1)
    boxes = decode(loc[0], anchors).clamp_(0, 16)
    keep = nms(boxes, scores)
    found = torch.cat([boxes[keep], scores[keep, None]], 1)[:3]
print(keep[:3], which[keep][:3])
