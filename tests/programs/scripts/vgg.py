import argparse

import torch
import torch.nn as nn
import torch.optim as optim

cfg = {
    "A": [4, "M", 8, "M", 8, 8, "M"],
    "B": [4, 4, "M", 8, 8, "M"],
}


class VGG(nn.Module):
    def __init__(self, features, flat, num_classes=10, init_weights=True):
        super(VGG, self).__init__()
        self.features = features
        self.avgpool = nn.AdaptiveAvgPool2d((2, 2))
        self.classifier = nn.Sequential(
            nn.Linear(flat * 4, 32),
            nn.ReLU(True),
            nn.Dropout(),
            nn.Linear(32, 32),
            nn.ReLU(True),
            nn.Dropout(),
            nn.Linear(32, num_classes),
        )
        if init_weights:
            self._initialize_weights()

    def forward(self, x):
        x = self.features(x)
        x = self.avgpool(x)
        x = x.reshape(x.shape[0], -1)
        x = self.classifier(x)
        return x

    def _initialize_weights(self):
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
                if m.bias is not None:
                    nn.init.constant_(m.bias, 0)
            elif isinstance(m, nn.BatchNorm2d):
                nn.init.constant_(m.weight, 1)
                nn.init.constant_(m.bias, 0)
            elif isinstance(m, nn.Linear):
                nn.init.normal_(m.weight, 0, 0.1)
                nn.init.constant_(m.bias, 0)


def make_layers(cfg, batch_norm=False):
    layers = []
    in_channels = 3
    for v in cfg:
        if v == "M":
            layers += [nn.MaxPool2d(kernel_size=2, stride=2)]
        else:
            conv2d = nn.Conv2d(in_channels, v, kernel_size=3, padding=1)
            layers += [conv2d, nn.BatchNorm2d(v), nn.ReLU(inplace=True)] if batch_norm else [conv2d, nn.ReLU(inplace=True)]
            in_channels = v
    return nn.Sequential(*layers)


def main():
    parser = argparse.ArgumentParser(description="VGG")
    parser.add_argument("--arch", choices=sorted(cfg), default="A")
    parser.add_argument("--batch-norm", action="store_true")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--lr", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    use_cuda = torch.cuda.is_available()
    device = torch.device("cuda:0" if use_cuda else "cpu")
    torch.backends.cudnn.benchmark = True
    model = VGG(make_layers(cfg[args.arch], args.batch_norm), 8).to(device)
    print(model)
    # freeze the first convolution, as when fine-tuning
    for param in model.features[0].parameters():
        param.requires_grad = False
    optimizer = optim.SGD(filter(lambda p: p.requires_grad, model.parameters()), lr=args.lr, momentum=0.9, weight_decay=5e-4)
    scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
    data, target = torch.randn(4, 3, 16, 16).to(device), torch.randint(10, size=(4,)).to(device)
    loss_fn = nn.CrossEntropyLoss(weight=torch.linspace(0.5, 1.5, 10), reduction="sum")
    for epoch in range(1, args.epochs + 1):
        model.train()
        optimizer.zero_grad()
        loss = loss_fn(model(data), target)
        loss.backward()
        optimizer.step()
        scheduler.step()
        model.eval()
        with torch.no_grad():
            test_output = model(data)
            correct = test_output.argmax(dim=1, keepdim=True).eq(target.view(-1, 1)).sum().item()
        print("Train Epoch: {} \tLoss: {:.6f} \tAccuracy: {}/{} ({:.0f}%)".format(
            epoch, loss.item(), correct, len(data), 100.0 * correct / len(data)))
    return model, test_output


if __name__ == "__main__":
    model, output = main()
    assert model.features[0].weight.grad is None
