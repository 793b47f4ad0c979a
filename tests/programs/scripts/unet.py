""" Segmenting discs: an encoder and a decoder with skip connections """
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class DoubleConv(nn.Module):
    """(convolution => [BN] => ReLU) * 2"""

    def __init__(self, in_channels, out_channels, mid_channels=None):
        super().__init__()
        if not mid_channels:
            mid_channels = out_channels
        self.double_conv = nn.Sequential(
            nn.Conv2d(in_channels, mid_channels, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(mid_channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(mid_channels, out_channels, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True)
        )

    def forward(self, x):
        return self.double_conv(x)


class Up(nn.Module):
    def __init__(self, in_channels, out_channels, bilinear=True):
        super().__init__()
        self.bilinear = bilinear
        if bilinear:
            self.up = nn.Upsample(scale_factor=2, mode='bilinear', align_corners=True)
            self.conv = DoubleConv(in_channels, out_channels, in_channels // 2)
        else:
            self.up = nn.ConvTranspose2d(in_channels, in_channels // 2, kernel_size=2, stride=2)
            self.conv = DoubleConv(in_channels, out_channels)

    def forward(self, x1, x2):
        x1 = self.up(x1)
        # the input may have an odd size
        diffY = x2.size()[2] - x1.size()[2]
        diffX = x2.size()[3] - x1.size()[3]
        x1 = F.pad(x1, [diffX // 2, diffX - diffX // 2, diffY // 2, diffY - diffY // 2])
        x = torch.cat([x2, x1], dim=1)
        return self.conv(x)


class UNet(nn.Module):
    def __init__(self, n_channels, n_classes, bilinear=False, base=4):
        super(UNet, self).__init__()
        self.inc = DoubleConv(n_channels, base)
        self.down1 = nn.Sequential(nn.MaxPool2d(2), DoubleConv(base, base * 2))
        factor = 2 if bilinear else 1
        self.down2 = nn.Sequential(nn.MaxPool2d(2), DoubleConv(base * 2, base * 4 // factor))
        self.up1 = Up(base * 4, base * 2 // factor, bilinear)
        self.up2 = Up(base * 2, base, bilinear)
        self.outc = nn.Conv2d(base, n_classes, kernel_size=1)

    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.down1(x1)
        x3 = self.down2(x2)
        x = self.up1(x3, x2)
        x = self.up2(x, x1)
        return self.outc(x)


class Discs(Dataset):
    def __init__(self, n, size=15):
        rows, cols = torch.meshgrid(torch.arange(size), torch.arange(size), indexing='ij')
        centers = torch.randint(3, size - 3, (n, 2))
        radius = torch.randint(2, 5, (n,))
        distance = (rows - centers[:, 0, None, None]) ** 2 + (cols - centers[:, 1, None, None]) ** 2
        self.masks = (distance <= radius[:, None, None] ** 2)
        self.images = self.masks + 0.3 * torch.randn(n, size, size)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, idx):
        return {'image': self.images[idx][None], 'mask': self.masks[idx]}


def dice_loss(logits, target, smooth=1.):
    prob = torch.sigmoid(logits).view(logits.size(0), -1)
    target = target.view(target.size(0), -1).type_as(prob)
    intersection = (prob * target).sum(1)
    return 1 - ((2. * intersection + smooth) / (prob.pow(2).sum(1) + target.sum(1) + smooth)).mean()


torch.manual_seed(5)
device = 'cuda' if torch.cuda.is_available() else 'cpu'
loader = DataLoader(Discs(8), batch_size=4, shuffle=True, num_workers=0, pin_memory=False, drop_last=True)
scores = {}
for bilinear in (False, True):
    net = UNet(n_channels=1, n_classes=1, bilinear=bilinear).to(device=device)
    optimizer = torch.optim.RMSprop(net.parameters(), lr=1e-3, weight_decay=1e-8, momentum=0.9, centered=True)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, 'min', patience=0)
    for epoch in range(2):
        net.train()
        epoch_loss = 0
        for batch in loader:
            imgs, true_masks = batch['image'].to(device), batch['mask'].to(device)
            masks_pred = net(imgs).squeeze(1)
            loss = F.binary_cross_entropy_with_logits(masks_pred, true_masks.to(imgs.dtype), pos_weight=torch.tensor(2.0))
            loss = loss + dice_loss(masks_pred, true_masks)
            epoch_loss += loss.item()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_value_(net.parameters(), 0.1)
            optimizer.step()
        scheduler.step(epoch_loss)
        print(f'epoch {epoch + 1}: loss {epoch_loss / len(loader):.4f}, lr {optimizer.param_groups[0]["lr"]:g}')
    net.eval()
    with torch.no_grad():
        pred = torch.sigmoid(net(batch['image'])) > 0.5
        small = F.interpolate(net(batch['image']), scale_factor=0.5, mode='nearest')
    scores[str(bilinear)] = [(pred.squeeze(1) & batch['mask']).sum().item(), small]
